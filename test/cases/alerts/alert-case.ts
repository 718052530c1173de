/** Samples that an alert is asked about, and when it must fire and when not. Read by `promtool test rules` and by `vmalert-tool unittest`. */
export interface AlertCase {
  readonly alert: string;
  /** What is shown, where the name of the alert does not say it. */
  readonly shows?: string;
  /** Whose rules; default `whiteboard`. */
  readonly of?: "whiteboard" | "fortress" | "sending" | "cached";
  /** Time between two samples and between two evaluations; default `1m`. */
  readonly step?: "5s" | "15s" | "1m" | "4m" | "15m";
  /** By selector, in the notation of promtool(1): `1x4 0x10` is five samples of 1, then eleven of 0. */
  readonly series: Readonly<Record<string, string>>;
  readonly quiet: readonly string[];
  readonly fires: readonly string[];
  /** What fires then, by the labels of its series; `place` and `severity` come of themselves. */
  readonly labels: readonly Readonly<Record<string, string>>[];
  /** The number in its sentence, where it has one. */
  readonly value?: number;
}

/** A value that is good for five minutes and then bad for an hour: by default quiet after four, and firing after an hour. */
export function turns(
  alert: string,
  series: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
  more: Partial<AlertCase> = {},
): AlertCase {
  return { alert, series, quiet: ["4m"], fires: ["60m"], labels: [labels], ...more };
}
