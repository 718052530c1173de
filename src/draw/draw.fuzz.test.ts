import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { RANDOM_CONFIGS } from "../../test/fixtures/all.ts";
import { validConfig } from "../../test/fixtures/valid-config.ts";
import { flowGroupsOf, flowsOf } from "../catalog/compile.ts";
import { alertsOf } from "../check/alerts.ts";
import { check } from "../check/check.ts";
import { checkConfig } from "../config/check.ts";
import { resolveConfig } from "../config/resolve.ts";
import type { Flow } from "../model/flow.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { Report } from "./report/document.ts";
import { reportHtml } from "./report/html.ts";
import { reportMarkdown } from "./report/markdown.ts";
import { reportOf } from "./report/report.ts";

function reportFor(seed: number): { readonly infra: Infrastructure; readonly report: Report } {
  const checked = checkConfig(validConfig(seed));
  if (!checked.ok) return expect.unreachable(`seed ${seed}: ${JSON.stringify(checked.problems)}`);
  const { config } = checked;
  const { infra } = resolveConfig(config, "/example");
  // What else could be built is left out: to weigh it costs more than all the rest, and the report's own tests do.
  const inputs = { infra, flowGroups: flowGroupsOf(infra), alerts: alertsOf(infra), today: "2027-01-01", variant: () => undefined };
  return { infra, report: reportOf({ ...inputs, verdict: check(inputs), file: "bartizan.config.ts", source: config.app?.source }) };
}

/** Throws when the page is not well-formed, its void elements aside. */
function parse(page: string): void {
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(page.replace("<!doctype html>\n", "").replaceAll(/<meta [^>]*>/g, "")).close();
}

/** What the lines of the page's picture say: who connects to whom on which port. */
function drawnFlows(page: string): ReadonlySet<string> {
  const flows = new Set<string>();
  for (const [, sources = "", targets = "", ports = ""] of page.matchAll(/data-from="(.*?)" data-to="(.*?)" data-ports="(.*?)"/g)) {
    for (const from of sources.split(" "))
      for (const to of targets.split(" ")) for (const port of ports.split(" ")) if (from !== to) flows.add(`${from} ${to} ${port}`);
  }
  return flows;
}

function described({ from, to, protocol, port }: Flow): string {
  return `${from.kind === "host" ? from.host : from.kind} ${to} ${protocol === "vrrp" ? "vrrp" : `${port}/${protocol}`}`;
}

test(`${RANDOM_CONFIGS} random configs: each has a report, well-formed, whose picture shows the flows of the file and no others`, () => {
  const wrong: number[] = [];
  for (let seed = 0; seed < RANDOM_CONFIGS; seed++) {
    const { infra, report } = reportFor(seed);
    const page = reportHtml(report);
    expect(reportMarkdown(report)).not.toMatch(/(?<!promotion-)undefined|NaN|Infinity|\[object/);
    if (seed % 10 === 0) parse(page);
    const [wanted, drawn] = [new Set(flowsOf(infra).map(described)), drawnFlows(page)];
    if (wanted.size !== drawn.size || ![...wanted].every((it) => drawn.has(it))) wrong.push(seed);
  }
  expect(wrong).toEqual([]);
}, 1_800_000);
