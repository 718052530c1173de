import type { Host, Infrastructure } from "../model/infrastructure.ts";
import type { RecordingRule, Scrape, Series } from "./part.ts";
import type { Selector, Senders } from "./select-hosts.ts";

/** What the collector itself adds of every endpoint. */
export const OF_EVERY_SCRAPE: Series = { names: "up|scrape_.+" };

/** Everything that a host may send. */
export function seriesOf(scrapes: readonly Scrape[]): readonly Series[] {
  return scrapes.length === 0 ? [] : [OF_EVERY_SCRAPE, ...scrapes.flatMap((scrape) => scrape.series)];
}

/**
 * Who may send the series of a selector: the names of hosts, or `anyone` where every host may that sends at all. What rules record is
 * said by the monitor itself: with the label `host` where a rule gives one, and else without.
 */
export function sendersOf(
  infra: Infrastructure,
  scrapes: (host: Host) => readonly Scrape[],
  recordings: readonly RecordingRule[],
): Senders {
  const sending = infra.hosts
    .map((host) => ({ host: host.name, series: seriesOf(scrapes(host)).map(compiled) }))
    .filter((it) => it.series.length > 0);
  const recorded = new Map(recordings.map((it) => [it.record, it.labels?.host === undefined ? [] : ("anyone" as const)]));
  const answers = new Map<string, readonly string[] | "anyone">();
  return (selector) => {
    const key = JSON.stringify([selector.metric, selector.equal]);
    const answer = answers.get(key) ?? find(selector);
    answers.set(key, answer);
    return answer;
  };

  function find(selector: Selector): readonly string[] | "anyone" {
    const monitors = recorded.get(selector.metric);
    if (monitors !== undefined) return monitors;
    const hosts = sending.filter((it) => it.series.some((series) => maySend(series, selector))).map((it) => it.host);
    return hosts.length === sending.length ? "anyone" : hosts;
  }
}

interface Compiled {
  readonly names: RegExp;
  readonly labels: readonly (readonly [label: string, values: RegExp])[];
}

/** The same few for every host of every infrastructure. */
const EXPRESSIONS = new Map<string, RegExp>();

function anchored(expression: string): RegExp {
  const known = EXPRESSIONS.get(expression);
  if (known !== undefined) return known;
  const made = new RegExp(`^(?:${expression})$`);
  EXPRESSIONS.set(expression, made);
  return made;
}

function compiled({ names, labels = {} }: Series): Compiled {
  return { names: anchored(names), labels: Object.entries(labels).map(([label, values]) => [label, anchored(values)]) };
}

/** Only a value that a selector names outright can be known not to be the host's. */
function maySend({ names, labels }: Compiled, { metric, equal }: Selector): boolean {
  return names.test(metric) && labels.every(([label, values]) => equal[label] === undefined || values.test(equal[label]));
}
