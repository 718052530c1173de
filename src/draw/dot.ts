import { type Edge, edgesOf } from "./edges.ts";
import { nodeLines } from "./mermaid.ts";
import type { Bundle, Scene, SceneNode } from "./scene.ts";
import { PALETTES } from "./theme.ts";

const { lines, danger } = PALETTES.light;
const STYLES: Readonly<Record<Bundle["encryption"], Readonly<Record<string, string>>>> = {
  none: { color: lines.none, style: "dashed" },
  "tls-unverified": { color: lines["tls-unverified"], style: "dashed", penwidth: "2" },
  tls: { color: lines.tls },
  // Two colours make a double line.
  "mutual-tls": { color: `${lines["mutual-tls"]}:white:${lines["mutual-tls"]}` },
  ssh: { color: lines.ssh, style: "dotted" },
};

/** The picture in the language of Graphviz, for those who want another layout. */
export function dotOf(scene: Scene): string {
  const ids = new Map(scene.nodes.map((node, index) => [node.id, `n${index + 1}`]));
  const statement = (node: SceneNode): string =>
    `${ids.get(node.id)} ${attributes({ label: nodeLines(node).join("\n"), ...nodeStyle(node) })};`;
  const hosts = scene.nodes.filter((node) => node.kind === "host");
  const outside = scene.nodes.filter((node) => node.kind !== "host" && node.kind !== "virtual");
  const virtual = scene.nodes.filter((node) => node.kind === "virtual");
  const banded = scene.bands.some((title) => title !== undefined);
  const zones = scene.bands.flatMap((title, band) => {
    const its = hosts.filter((node) => node.band === band).map(statement);
    return banded ? cluster(`zone${band + 1}`, title === undefined ? "no zone" : `zone ${title}`, its) : its;
  });
  return [
    `digraph ${quoted(scene.name)} {`,
    `  graph ${attributes({ label: `${scene.name} ${scene.domain}`, labelloc: "t", rankdir: "LR", compound: "true", fontname: "Helvetica", ranksep: "1.2" })};`,
    `  node ${attributes({ shape: "box", style: "rounded", fontname: "Helvetica", fontsize: "11" })};`,
    `  edge ${attributes({ fontname: "Helvetica", fontsize: "10" })};`,
    ...indented([
      ...cluster("internet", "internet", outside.map(statement)),
      ...cluster("network", scene.network, [...virtual.map(statement), ...zones]),
    ]),
    ...indented(edgesOf(scene).map((edge) => edgeStatement(edge, ids, hosts[0]?.id))),
    "}",
    "",
  ].join("\n");
}

function nodeStyle(node: SceneNode): Readonly<Record<string, string>> {
  return node.mark?.singlePointOfFailure === true ? { color: danger, penwidth: "3" } : {};
}

function edgeStatement(
  { bundle, label: words, from, to, both, standby }: Edge,
  ids: ReadonlyMap<string, string>,
  anyHost: string | undefined,
): string {
  const frame = to === undefined ? { lhead: "cluster_network" } : {};
  const label = words === undefined ? {} : { label: `${words.head}\n${words.tail}` };
  const head = both
    ? { dir: "both" }
    : standby
      ? { arrowhead: "empty" }
      : bundle.shape === "replication"
        ? { arrowhead: "normalnormal" }
        : {};
  // What every host has must not pull the tiers apart.
  const aside = bundle.shape === "metrics" || bundle.shape === "access" ? { constraint: "false" } : {};
  return `${ids.get(from)} -> ${ids.get(to ?? anyHost ?? "")} ${attributes({ ...label, ...STYLES[bundle.encryption], ...head, ...frame, ...aside })};`;
}

function cluster(id: string, title: string, content: readonly string[]): readonly string[] {
  if (content.length === 0) return [];
  return [`subgraph cluster_${id} {`, `  label=${quoted(title)}; fontname="Helvetica"; style="rounded";`, ...indented(content), "}"];
}

function indented(statements: readonly string[]): readonly string[] {
  return statements.map((it) => `  ${it}`);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return `[${Object.entries(values)
    .map(([key, value]) => `${key}=${quoted(value)}`)
    .join(", ")}]`;
}

/** A quoted string. A label is read for entities and escape sequences once more. */
function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;").replaceAll("\n", "\\n");
  return `"${escaped.replaceAll("\0", "")}"`;
}
