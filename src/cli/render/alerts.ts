import pc from "picocolors";
import { only } from "../../catalog/only.ts";
import { arrived, type TestOutcome } from "../../kit/alert-test.ts";
import type { ListedAlert } from "../../observe/alert-list.ts";
import { tableLines } from "./columns.ts";
import { breakAtSpaces } from "./table.ts";

/** The alerts as people read them, within 80 columns: a line of facts, the sentence below, where its page is at the end. */
export function alertLines(alerts: readonly ListedAlert[], now: number): readonly string[] {
  if (alerts.length === 0) return [pc.green("no alert fires, and none is about to")];
  return alerts.flatMap((it) => {
    const state =
      it.state === "pending" ? pc.dim("pending") : it.told === null || it.told === "told" ? pc.red("firing") : pc.yellow(it.told);
    const place = it.labels.place || it.host || "";
    return [
      [state, it.severity, pc.bold(it.name), ...(place === "" ? [] : [`on ${place}`]), `for ${lasting(now - Date.parse(it.since))}`].join(
        "  ",
      ),
      ...breakAtSpaces(it.summary, 76).map((line) => `    ${line}`),
      pc.dim(`    bartizan explain ${it.name}`),
    ];
  });
}

function lasting(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (Number.isNaN(minutes)) return "?";
  if (minutes < 1) return `${Math.max(0, Math.round(ms / 1000))} s`;
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`;
}

/** Where a test alert arrived. */
export function testLines(outcomes: readonly TestOutcome[]): readonly string[] {
  const rows = outcomes.map((it) => [it.receiver, `${it.accepted} of ${it.expected}`, `${it.seconds} s`, verdict(it)]);
  return tableLines([{ head: "RECEIVER" }, { head: "TOOK IT", right: true }, { head: "AFTER", right: true }, { head: "" }], rows, pc.dim);
}

function verdict(it: TestOutcome): string {
  if (arrived(it)) return pc.green(it.receiver === "email" ? "arrived: the mail has left the monitor" : "arrived");
  if (it.accepted >= it.expected) return pc.yellow(`waits in the monitor's mail queue: ${it.waiting[0] ?? ""}`.slice(0, 50));
  if (it.failed > 0) return pc.red(`refused or unreachable: bartizan logs ${only("alertTest").unit.replace(/[.]service$/, "")}`);
  return pc.red("nothing was tried: was `bartizan up` run since?");
}
