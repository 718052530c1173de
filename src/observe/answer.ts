import type { Answer, Sample } from "../kit/answer.ts";
import type { AlertStatus } from "../model/observation.ts";
import { plainText } from "../util/plain-text.ts";

/** The label under which the answer to each query comes back. */
export const MEASURE = "measure";
/** The measure that is the store's clock. */
export const CLOCK = "clock";

/** Reads what the store says to an instant query; `undefined` when it is not an answer. */
export function parseAnswer(json: string): Answer | undefined {
  const results = at(parse(json), "data", "result");
  if (!Array.isArray(results)) return undefined;
  const samples = new Map<string, Sample[]>();
  for (const result of results) {
    const { [MEASURE]: measure, ...labels } = strings(at(result, "metric"));
    const pair = at(result, "value");
    if (measure === undefined || !Array.isArray(pair)) continue;
    const value = Number(pair[1]);
    // A quantile of no requests is NaN: not known.
    if (!Number.isFinite(value)) continue;
    const known = samples.get(measure);
    if (known === undefined) samples.set(measure, [{ labels, value }]);
    else known.push({ labels, value });
  }
  const clock = samples.get(CLOCK)?.[0]?.value;
  return clock === undefined ? undefined : { at: clock, samples };
}

/** Reads the monitor's list of alerts; `undefined` when it is not one. The watchdog, which fires always, is left out. */
export function parseAlerts(json: string): readonly AlertStatus[] | undefined {
  const alerts = at(parse(json), "data", "alerts");
  if (!Array.isArray(alerts)) return undefined;
  return alerts
    .flatMap((alert): readonly AlertStatus[] => {
      const { alertname, severity, host, ...labels } = strings(at(alert, "labels"));
      const state = at(alert, "state");
      if (alertname === undefined || severity === undefined || severity === "none") return [];
      if (state !== "firing" && state !== "pending") return [];
      const since = new Date(String(at(alert, "activeAt")));
      return [
        {
          name: alertname,
          severity,
          state,
          since: Number.isNaN(since.getTime()) ? "" : since.toISOString(),
          host: host ?? null,
          summary: strings(at(alert, "annotations")).summary ?? "",
          labels,
        },
      ];
    })
    .sort((a, b) => rank(a) - rank(b) || a.since.localeCompare(b.since) || a.name.localeCompare(b.name));
}

function rank(alert: AlertStatus): number {
  return (alert.state === "firing" ? 0 : 2) + (alert.severity === "page" ? 0 : 1);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[key];
  }
  return here;
}

/** In JSON a control is written as text, so it comes through the transport: labels are what hosts say. */
function strings(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === "string" ? [[plainText(name), plainText(text)] as const] : [])),
  );
}
