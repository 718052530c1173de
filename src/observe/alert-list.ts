import type { AlertStatus } from "../model/observation.ts";
import { plainText } from "../util/plain-text.ts";

/** An alert, and whether people are told of it. */
export interface ListedAlert extends AlertStatus {
  /** `told`; `silenced` by somebody; `muted` by another alert that explains it; null while it is pending, or nobody knows. */
  readonly told: "told" | "silenced" | "muted" | null;
}

interface Entry {
  readonly labels?: Readonly<Record<string, string>>;
  readonly status?: { readonly silencedBy?: readonly string[]; readonly inhibitedBy?: readonly string[] };
}

/** Adds what is said of each alert (`GET /api/v2/alerts`); nothing when it does not answer. */
export function withTold(alerts: readonly AlertStatus[], answer: string | undefined): readonly ListedAlert[] {
  const told = new Map(entries(answer).map((it) => [keyOf(it.labels ?? {}), stateOf(it)]));
  return alerts.map((it) => {
    const { name, severity, host, labels } = it;
    const key = keyOf({ ...labels, alertname: name, severity, ...(host === null ? {} : { host }) });
    return { ...it, told: it.state === "firing" ? (told.get(key) ?? null) : null };
  });
}

function entries(answer: string | undefined): readonly Entry[] {
  if (answer === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(answer);
    return Array.isArray(parsed) ? (parsed as readonly Entry[]) : [];
  } catch {
    return [];
  }
}

function stateOf({ status }: Entry): ListedAlert["told"] {
  if ((status?.silencedBy?.length ?? 0) > 0) return "silenced";
  return (status?.inhibitedBy?.length ?? 0) > 0 ? "muted" : "told";
}

/** Labels without a value are dropped on the way. */
function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(
    Object.entries(labels)
      .map(([name, value]) => [plainText(name), plainText(value)] as const)
      .filter(([, value]) => value !== "")
      .sort(),
  );
}
