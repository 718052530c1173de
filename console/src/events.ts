import type { ConsoleSite } from "../../src/observe/console-site.ts";
import { eventsQuery, FIRING_QUERY, SAVED_SECONDS, stepOf } from "../../src/observe/saved.ts";
import { type Span, samples, series } from "./lines.ts";
import type { AnswerSource } from "./source.ts";

/** Something that happened, for the time line of every chart. */
export interface Happening {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly kind: "deploy" | "converge" | "failover" | "alert" | "drill";
  readonly words: string;
}

/** What happened in a time: what was done to the infrastructure, what moved, and what fired. A part that cannot be asked is left out. */
export async function happenings(source: AnswerSource, site: ConsoleSite, span: Span): Promise<readonly Happening[]> {
  const none = (): readonly Happening[] => [];
  const parts = [done(source, span), fired(source, site, span), moved(source, site, span)];
  const found = await Promise.all(parts.map((it) => it.catch(none)));
  return found.flat().sort((a, b) => a.at - b.at);
}

async function done(source: AnswerSource, span: Span): Promise<readonly Happening[]> {
  const found = await samples(source, eventsQuery(source.savedAt === undefined ? span.seconds : SAVED_SECONDS));
  return found.map(({ metric, value }) => ({
    at: Number(value[1]),
    kind: metric.kind === "deploy" || metric.kind === "drill" ? metric.kind : "converge",
    words: metric.text ?? metric.kind ?? "",
  }));
}

async function fired(source: AnswerSource, site: ConsoleSite, span: Span): Promise<readonly Happening[]> {
  const found = await series(source, site, FIRING_QUERY, span);
  const step = stepOf(site, source.savedAt === undefined ? span.seconds : SAVED_SECONDS);
  return found.flatMap(({ metric, values }) =>
    begins(
      values.map(([at]) => at),
      step,
    ).map((at): Happening => ({ at, kind: "alert", words: `${metric.alertname} ${metric.place || metric.host || ""}`.trim() })),
  );
}

async function moved(source: AnswerSource, site: ConsoleSite, span: Span): Promise<readonly Happening[]> {
  const found = await Promise.all(site.moves.map(async (move) => ({ ...move, lines: await series(source, site, move.expr, span) })));
  return found.flatMap(({ lines, has, words }) =>
    lines.flatMap(({ metric, values }) =>
      risesOf(values, (it) => it === has).map(
        (at): Happening => ({
          at,
          kind: "failover",
          words: words.replaceAll(/\{(\w+)\}/g, (_whole, label: string) => metric[label] ?? ""),
        }),
      ),
    ),
  );
}

/** The first of every run of samples that are a step apart, in seconds. */
function begins(times: readonly number[], step: number): readonly number[] {
  return times.filter((time, index) => index === 0 || time - (times[index - 1] ?? time) > step * 1.5);
}

/** When something began to be true that was not before. */
function risesOf(values: readonly (readonly [number, string])[], is: (value: number) => boolean): readonly number[] {
  return values.flatMap(([time, text], index) => {
    const before = values[index - 1];
    return before !== undefined && is(Number(text)) && !is(Number(before[1])) ? [time] : [];
  });
}
