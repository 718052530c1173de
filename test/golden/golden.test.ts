import { compile, flowsOf } from "../../src/catalog/compile.ts";
import type { Flow } from "../../src/model/flow.ts";
import type { Infrastructure } from "../../src/model/infrastructure.ts";
import type { HostState, Resource } from "../../src/state/resource.ts";
import { redacted } from "../../src/util/content.ts";
import { sending } from "../fixtures/sending.ts";
import { whiteboard as modelled } from "../fixtures/whiteboard.ts";
import { examples, holds, infraOf, inputs } from "./trees.ts";

/*
 * Every generated file of every example, as it would stand on each host. A change of a generator is reviewed as a change of
 * real configuration. `npm run golden` writes the trees anew.
 */

/** What a tree should hold: path below it, and text. */
function treeOf(infra: Infrastructure): ReadonlyMap<string, string> {
  const files = new Map<string, string>([["flows.txt", flowsText(flowsOf(infra))]]);
  for (const [name, state] of compile(infra, inputs)) {
    files.set(`${name}/resources.txt`, resourcesText(state));
    for (const it of state.resources) {
      if (it.kind === "file" || it.kind === "ruleset") files.set(`${name}${it.path}`, redacted(it.content));
    }
  }
  return files;
}

function flowsText(flows: readonly Flow[]): string {
  const rows = flows.map((flow) => {
    const from = flow.from.kind === "host" ? flow.from.host : flow.from.kind;
    return [
      from,
      "->",
      flow.to,
      flow.protocol === "vrrp" ? "vrrp" : `${flow.port}/${flow.protocol}`,
      flow.encryption,
      flow.id,
      flow.purpose,
    ];
  });
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${row.map((word, column) => word.padEnd(widths[column] ?? 0)).join("  ")}\n`).join("");
}

/** One paragraph per resource in the order in which it is brought about; of files all but the text. */
function resourcesText({ resources }: HostState): string {
  return resources.map((it) => `${describe(it)}\n`).join("");
}

function describe(it: Resource): string {
  const lines = Object.entries(it).flatMap(([key, value]) => {
    if (key === "kind" || (key === "content" && (it.kind === "file" || it.kind === "ruleset"))) return [];
    if (Array.isArray(value) && it.kind === "command" && key !== "names") return [`  ${key}:`, ...block(redacted(value))];
    const text = Array.isArray(value) ? value.join(", ") : String(value);
    return text.includes("\n") ? [`  ${key}:`, ...block(text)] : [`  ${key}: ${text}`];
  });
  return [it.kind, ...lines].join("\n");
}

function block(text: string): readonly string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`.trimEnd());
}

/** Of what is like the whiteboard but for one thing: the files that differ. */
function differing(infra: Infrastructure): ReadonlyMap<string, string> {
  const usual = treeOf(modelled);
  return new Map([...treeOf(infra)].filter(([path, text]) => usual.get(path) !== text));
}

const trees = {
  ...Object.fromEntries((Object.keys(examples) as readonly (keyof typeof examples)[]).map((name) => [name, treeOf(infraOf(name))])),
  sending: differing(sending),
};

for (const [name, wanted] of Object.entries(trees)) holds(`trees/${name}`, wanted);
