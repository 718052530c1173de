import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { validConfig } from "../../test/fixtures/valid-config.ts";
import { checkConfig } from "../config/check.ts";
import { resolveConfig } from "../config/resolve.ts";
import type { Flow } from "../model/flow.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { flowsOf } from "../parts/compile.ts";
import { draw } from "./draw.ts";
import { NO_MARKS } from "./marks.ts";

const CONFIGS = 5000;

function infraOf(seed: number): Infrastructure {
  const checked = checkConfig(validConfig(seed));
  if (!checked.ok) return expect.unreachable(`seed ${seed}: ${JSON.stringify(checked.problems)}`);
  return resolveConfig(checked.config, "/example").infra;
}

/** Throws when the document is not well-formed. */
function parse(svg: string): void {
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(svg).close();
}

/** What the lines of the picture say: who connects to whom on which port. */
function drawnFlows(svg: string): ReadonlySet<string> {
  const flows = new Set<string>();
  for (const [, sources = "", targets = "", ports = ""] of svg.matchAll(/data-from="(.*?)" data-to="(.*?)" data-ports="(.*?)"/g)) {
    for (const from of sources.split(" "))
      for (const to of targets.split(" ")) for (const port of ports.split(" ")) if (from !== to) flows.add(`${from} ${to} ${port}`);
  }
  return flows;
}

function described({ from, to, protocol, port }: Flow): string {
  return `${from.kind === "host" ? from.host : from.kind} ${to} ${protocol === "vrrp" ? "vrrp" : `${port}/${protocol}`}`;
}

test(`${CONFIGS} random configs: each has a picture, well-formed, with the flows of the file and no others`, () => {
  const wrong: number[] = [];
  for (let seed = 0; seed < CONFIGS; seed++) {
    const infra = infraOf(seed);
    const flows = flowsOf(infra);
    const svg = draw(infra, flows, { language: "svg", marks: NO_MARKS, theme: "light" });
    if (seed % 10 === 0) parse(svg);
    const [wanted, drawn] = [new Set(flows.map(described)), drawnFlows(svg)];
    if (wanted.size !== drawn.size || ![...wanted].every((it) => drawn.has(it))) wrong.push(seed);
  }
  expect(wrong).toEqual([]);
}, 600_000);
