import pc from "picocolors";
import type { Emit, Event } from "../../event/event.ts";
import { leftOutLine } from "./left-out.ts";

export interface Progress {
  readonly emit: Emit;
  /** Leaves the terminal as people expect it: cursor below, nothing half-drawn. */
  readonly end: () => void;
}

const seconds = (value: number): string => (value < 0.1 ? "" : pc.dim(` ${value.toFixed(1)} s`));

/** Event by event as JSON lines on stdout. */
export function jsonProgress(): Progress {
  return { emit: (event) => console.log(JSON.stringify(event)), end: () => {} };
}

/** One plain line for what a reader of a log wants to know; undefined for the rest. */
export function plainLine(event: Event): string | undefined {
  switch (event.type) {
    case "phase":
      return `${event.name}: ${event.hosts.join(", ")}`;
    case "lab":
      return `lab: ${event.step}${event.detail === undefined ? "" : ` ${event.detail}`}${seconds(event.seconds ?? 0)}`;
    case "build":
      return `build${event.as === undefined ? "" : ` as ${event.as}`}: ${event.command}${event.because === undefined ? "" : ` (${event.because})`}`;
    case "left-out":
      return leftOutLine(event.paths);
    case "wave":
      return event.of === 1 ? `apply: ${event.hosts.join(", ")}` : `wave ${event.number} of ${event.of}: ${event.hosts.join(", ")}`;
    case "step-done":
      return `${event.host}: ${event.step}${seconds(event.seconds)}`;
    case "step-failed":
      return `${event.host}: ${pc.red("failed")} ${event.step}`;
    case "confirmed":
      return `${event.host}: a fresh connection passed the new firewall rules`;
    case "drained":
      return `${event.host}: drained at the balancers`;
    case "returned":
      return `${event.host}: takes requests again`;
    case "forgotten":
      return `${event.host}: has left the file and does not answer; nothing was taken down there`;
    case "host-done":
      return `${event.host}: ${pc.green("done")}`;
    default:
      return undefined;
  }
}

/** Lines, for pipes and logs. */
export function plainProgress(): Progress {
  return {
    emit: (event) => {
      const line = plainLine(event);
      if (line !== undefined) console.log(line);
    },
    end: () => {},
  };
}

interface Row {
  state: "waiting" | "working" | "done" | "failed";
  step: string;
  count: number;
  total: number;
}

/** The live view of a terminal: one row a host with the step it is at, redrawn in place. */
export function liveProgress(): Progress {
  const rows = new Map<string, Row>();
  let drawn = 0;
  const row = (host: string): Row => {
    const known = rows.get(host);
    if (known !== undefined) return known;
    const made: Row = { state: "waiting", step: "", count: 0, total: 0 };
    rows.set(host, made);
    return made;
  };
  const erase = (): void => {
    if (drawn > 0) process.stdout.write(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    erase();
    const columns = Math.max(40, process.stdout.columns ?? 80);
    const width = Math.max(...[...rows.keys()].map((name) => name.length), 0);
    const lines = [...rows].map(([host, it]) => rowLine(host.padEnd(width), it, columns));
    if (lines.length === 0) return;
    process.stdout.write(`${lines.join("\n")}\n`);
    drawn = lines.length;
  };
  const emit = (event: Event): void => {
    switch (event.type) {
      case "planned":
        if (event.steps.length > 0) row(event.host).total = event.steps.length;
        break;
      case "lab":
      case "build":
      case "left-out":
      case "forgotten":
        erase();
        console.log(plainLine(event));
        break;
      case "step-started":
        Object.assign(row(event.host), { state: "working", step: event.step });
        break;
      case "drained":
        Object.assign(row(event.host), { state: "working", step: "drained at the balancers" });
        break;
      case "step-done":
        row(event.host).count += 1;
        break;
      case "step-failed":
        Object.assign(row(event.host), { state: "failed", step: event.step });
        break;
      case "host-done":
        Object.assign(row(event.host), { state: "done", step: "" });
        break;
      default:
        return;
    }
    if (event.type !== "planned") draw();
  };
  return {
    emit,
    end: () => {
      drawn = 0;
    },
  };
}

const MARKS: Readonly<Record<Row["state"], string>> = {
  waiting: pc.dim("·"),
  working: pc.cyan("▸"),
  done: pc.green("✔"),
  failed: pc.red("✘"),
};

function rowLine(host: string, it: Row, columns: number): string {
  const counter = it.total === 0 ? "" : `${Math.min(it.count, it.total)}/${it.total}`.padStart(8);
  const room = columns - host.length - 14;
  const step = it.step.length > room ? `${it.step.slice(0, Math.max(0, room - 1))}…` : it.step;
  return `${MARKS[it.state]} ${pc.bold(host)} ${pc.dim(counter)}  ${step}`;
}
