import type { AlertStatus } from "../../src/model/observation.ts";
import type { AnswerSource } from "./source.ts";
import { useWatch } from "./watch.ts";

/** An alert as the monitor lists it. */
export interface Notified {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly state: string; readonly silencedBy: readonly string[]; readonly inhibitedBy: readonly string[] };
}

export interface Silence {
  readonly id: string;
  readonly comment: string;
  readonly createdBy: string;
  readonly endsAt: string;
  readonly status: { readonly state: string };
  readonly matchers: readonly { readonly name: string; readonly value: string }[];
}

/** What people chose not to be told of. */
export interface Silences {
  /** Those that have not ended. */
  readonly current: readonly Silence[];
  /** Until when and why nobody is told of an alert; `undefined` when people are told, or would be. */
  readonly of: (alert: AlertStatus) => string | undefined;
  /** Why the monitor could not be asked. */
  readonly trouble: string | undefined;
}

export function useSilences(source: AnswerSource): Silences {
  const notified = useWatch(() => source.ask("/api/notified") as Promise<readonly Notified[]>, 5, source);
  const silences = useWatch(() => source.ask("/api/silences") as Promise<readonly Silence[]>, 5, source);
  return {
    current: (silences.value ?? []).filter((it) => it.status.state !== "expired"),
    of: (alert) => silenceOf(alert, notified.value ?? [], silences.value ?? []),
    trouble: notified.trouble,
  };
}

export function silenceOf(alert: AlertStatus, notified: readonly Notified[], silences: readonly Silence[]): string | undefined {
  const known = notified.find(
    (it) =>
      it.labels.alertname === alert.name && Object.entries(alert.labels).every(([key, value]) => key === "" || it.labels[key] === value),
  );
  const id = known?.status.silencedBy[0];
  if (id === undefined) return undefined;
  const its = silences.find((it) => it.id === id);
  return `Silenced until ${its === undefined ? "?" : new Date(its.endsAt).toLocaleString()}: ${its?.comment ?? ""}`;
}
