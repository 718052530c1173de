import type { Panel, PanelLine } from "../../src/kit/panel.ts";
import type { ConsoleSite } from "../../src/observe/console-site.ts";
import { instantPath, rangePath, SAVED_SECONDS } from "../../src/observe/saved.ts";
import type { AnswerSource } from "./source.ts";

/** A line of a chart. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface Drawing {
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}

type Point = readonly [seconds: number, value: string];

interface Labelled {
  readonly metric: Readonly<Record<string, string>>;
}

interface Series extends Labelled {
  readonly values: readonly Point[];
}

export interface Span {
  readonly seconds: number;
  /** Its end in seconds since the epoch; now when absent. */
  readonly end?: number;
}

/** The answer to a query over a time, by series. */
export async function series(source: AnswerSource, site: ConsoleSite, expr: string, span: Span): Promise<readonly Series[]> {
  const asked =
    source.savedAt === undefined
      ? rangePath(site, expr, span.end ?? Date.now() / 1000, span.seconds)
      : rangePath(site, expr, source.savedAt, SAVED_SECONDS);
  return results(source, asked);
}

/** The answer to a query of one moment, by series. */
export function samples(source: AnswerSource, query: string): Promise<readonly (Labelled & { readonly value: Point })[]> {
  return results(source, instantPath(query));
}

async function results<T>(source: AnswerSource, path: string): Promise<readonly T[]> {
  const answer = (await source.ask(path)) as { readonly data?: { readonly result?: readonly T[] } };
  return answer.data?.result ?? [];
}

/** Only lines of one host, when one is asked for. */
function narrowed(expr: string, host: string | undefined, saved: boolean): string {
  return host === undefined || saved ? expr : `label_match(${expr}, "host", ${JSON.stringify(host.replaceAll(".", "\\."))})`;
}

/** The lines of a panel over a time. */
export async function drawing(source: AnswerSource, site: ConsoleSite, panel: Panel, span: Span, host?: string): Promise<Drawing> {
  const saved = source.savedAt !== undefined;
  const answers = await Promise.all(panel.lines.map((line) => series(source, site, narrowed(line.expr, host, saved), span)));
  const found = panel.lines.flatMap((line, index) =>
    (answers[index] ?? [])
      .filter((it) => host === undefined || it.metric.host === host)
      .map((it) => ({ name: nameOf(line, it.metric, host), values: it.values })),
  );
  const stamps = new Set<number>();
  for (const line of found) for (const [time] of line.values) stamps.add(time);
  const times = [...stamps].sort((a, b) => a - b);
  const places = new Map(times.map((time, index) => [time, index]));
  const lines = found.map(({ name, values }): Line => {
    const row: (number | null)[] = times.map(() => null);
    for (const [time, text] of values) {
      const value = Number(text);
      if (Number.isFinite(value)) row[places.get(time) ?? 0] = value;
    }
    return { name, values: row };
  });
  lines.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  return {
    times,
    lines:
      panel.lines.length > 1 && panel.lines.every((it) => it.name !== undefined) && !panel.perHost ? inOrder(lines, panel.lines) : lines,
  };
}

function inOrder(lines: readonly Line[], wanted: readonly PanelLine[]): readonly Line[] {
  return wanted.flatMap((it) => lines.filter((line) => line.name === it.name));
}

function nameOf(line: PanelLine, metric: Readonly<Record<string, string>>, host: string | undefined): string {
  const labels = (line.by ?? []).filter((it) => it !== "host" || host === undefined).flatMap((it) => metric[it] ?? []);
  return [...labels.map(tidy), ...(line.name === undefined ? [] : [line.name])].join(" ") || host || "";
}

/** A certificate is called by its purpose. */
function tidy(value: string): string {
  return value.replace(/^\/etc\/bartizan\/pki\/(.*)\.crt$/, "$1");
}
