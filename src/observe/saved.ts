import { WINDOW } from "../kit/panel.ts";
import { windowOf } from "../kit/window.ts";
import type { ConsoleSite } from "./console-site.ts";

/** What is answered in advance, by the path that is asked; `null` where there was no answer. */
export type Recording = Readonly<Record<string, unknown>>;

/** A moment that was saved: what the page shows when there is nobody to ask. */
export interface Saved {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly site: ConsoleSite;
  /** SVG. */
  readonly picture: string;
  /** What to do about each alert, in Markdown, by its name. */
  readonly runbooks: Readonly<Record<string, string>>;
  readonly answers: Recording;
}

/** Seconds that are saved. */
export const SAVED_SECONDS = 3600;

/** Points of a chart: more than a line has pixels on a phone, and few enough for a week. */
const POINTS = 240;

/** A step that gives about {@link POINTS} points, never finer than the samples. */
export function stepOf(site: Pick<ConsoleSite, "monitoring">, seconds: number): number {
  return Math.max(site.monitoring.intervalSeconds, Math.ceil(seconds / POINTS));
}

export function rangePath(site: Pick<ConsoleSite, "monitoring">, expr: string, end: number, seconds: number): string {
  const step = stepOf(site, seconds);
  const to = Math.floor(end / step) * step;
  const query = expr.replaceAll(WINDOW, `${Math.max(windowOf(site), step)}s`);
  return `/api/query_range?${new URLSearchParams({ query, start: String(to - seconds), end: String(to), step: `${step}s` })}`;
}

export function instantPath(query: string, at?: number): string {
  return `/api/query?${new URLSearchParams({ query, ...(at === undefined ? {} : { time: String(at) }) })}`;
}

/** Times at which something was done to the infrastructure, by what was done. */
export function eventsQuery(seconds: number): string {
  return `tlast_over_time(bartizan_event[${seconds}s])`;
}

/** New connections a second by flow: the firewalls count the first packet of each. */
export const FLOW_QUERY = "sum by (flow) (rate(bartizan_flow_packets_total[60s]))";

/** Who holds which virtual address now. */
export const HOLDER_QUERY = "max by (address, host) (last_over_time(bartizan_virtual_address_held[60s])) == 1";

/** What fires over time. */
export const FIRING_QUERY = 'max by (alertname, host, place) (ALERTS{alertstate="firing", severity!="none"})';

/** Everything that the page asks when it is opened on what was saved. */
export function savedQueries(site: ConsoleSite, at: number): readonly string[] {
  const lines = [...[...site.panels.flatMap((panel) => panel.lines), ...site.moves].map((it) => it.expr), FIRING_QUERY];
  return [
    instantPath(site.status),
    instantPath(eventsQuery(SAVED_SECONDS)),
    instantPath(FLOW_QUERY),
    ...(site.virtualAddresses.length === 0 ? [] : [instantPath(HOLDER_QUERY)]),
    ...new Set(lines.map((expr) => rangePath(site, expr, at, SAVED_SECONDS))),
    "/api/alerts",
    "/api/rules",
    "/api/notified",
    "/api/silences",
  ];
}
