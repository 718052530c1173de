import { groupedBy } from "../util/grouped-by.ts";
import { edgesOf } from "./edges.ts";
import type { Bundle, HostNode, Scene, SceneNode } from "./scene.ts";
import { PALETTES } from "./theme.ts";

const { lines, danger } = PALETTES.light;
const STYLES: Readonly<Record<Bundle["encryption"], string>> = {
  none: `stroke:${lines.none},stroke-width:2px,stroke-dasharray:8 4`,
  "tls-unverified": `stroke:${lines["tls-unverified"]},stroke-width:2px,stroke-dasharray:12 3 3 3`,
  tls: `stroke:${lines.tls},stroke-width:2px`,
  "mutual-tls": `stroke:${lines["mutual-tls"]},stroke-width:3px`,
  ssh: `stroke:${lines.ssh},stroke-width:2px,stroke-dasharray:2 3`,
};

/** The picture as a flowchart of Mermaid, for Markdown. */
export function mermaidOf(scene: Scene): string {
  const ids = new Map(scene.nodes.map((node, index) => [node.id, `n${index + 1}`]));
  const idOf = (node: string): string => ids.get(node) ?? "network";
  const edges = edgesOf(scene);
  const styled = groupedBy([...edges.entries()], ([, edge]) => edge.bundle.encryption);
  const alarmed = scene.nodes.filter((node) => node.mark?.singlePointOfFailure === true);
  const inside = scene.nodes.filter((node) => node.kind === "host" || node.kind === "virtual");
  const outside = scene.nodes.filter((node) => !inside.includes(node));
  return [
    "flowchart LR",
    ...group(
      "internet",
      "internet",
      outside.map((node) => nodeLine(node, idOf(node.id))),
    ),
    ...group("network", scene.network, insideLines(inside, scene, idOf)),
    ...edges.map(({ bundle, label: words, from, to, both, standby }) => {
      const label =
        words === undefined ? "" : `|"${[words.head, words.tail, ...(standby ? ["standby"] : [])].map(escapeText).join("<br/>")}"|`;
      const arrow = both ? "<-->" : bundle.shape === "replication" ? "==>" : standby ? "--o" : "-->";
      return `  ${idOf(from)} ${arrow}${label} ${to === undefined ? "network" : idOf(to)}`;
    }),
    ...[...styled].map(([encryption, its]) => `  linkStyle ${its.map(([index]) => index).join(",")} ${STYLES[encryption]}`),
    ...(alarmed.length === 0
      ? []
      : [`  classDef alarm stroke:${danger},stroke-width:3px`, `  class ${alarmed.map((node) => idOf(node.id)).join(",")} alarm`]),
    "",
  ].join("\n");
}

function insideLines(nodes: readonly SceneNode[], scene: Scene, idOf: (node: string) => string): readonly string[] {
  const banded = scene.bands.some((title) => title !== undefined);
  const hosts = (band: number): readonly HostNode[] => nodes.filter((node) => node.kind === "host").filter((node) => node.band === band);
  const line = (node: SceneNode): string => nodeLine(node, idOf(node.id));
  return [
    ...nodes.filter((node) => node.kind === "virtual").map(line),
    ...scene.bands.flatMap((title, band) => {
      const its = hosts(band).map(line);
      return banded ? group(`zone${band + 1}`, title === undefined ? "no zone" : `zone ${title}`, its) : its;
    }),
  ];
}

function group(id: string, title: string, content: readonly string[]): readonly string[] {
  if (content.length === 0) return [];
  return [`  subgraph ${id}["${escapeText(title)}"]`, ...content.map((line) => `  ${line}`), "  end"];
}

function nodeLine(node: SceneNode, id: string): string {
  const text = nodeLines(node).map(escapeText).join("<br/>");
  return node.kind === "host" || node.kind === "backup" ? `  ${id}["${text}"]` : `  ${id}(["${text}"])`;
}

/** What is written into a node, a line each. */
export function nodeLines(node: SceneNode): readonly string[] {
  const alarm = node.mark?.singlePointOfFailure === true ? ["single point of failure"] : [];
  if (node.kind !== "host") return [node.title, ...node.facts, ...alarm];
  const firewall = { bartizan: "firewall", other: "firewall of others", nobody: "no firewall" }[node.firewall];
  const client = { all: "monitoring client", machine: "monitoring: machine only", none: "not monitored" }[node.monitoring];
  return [
    `${node.title} (${node.aside})`,
    ...node.cards.map((card) => [card.title, card.detail].filter((it) => it !== "").join(": ")),
    ...node.cards.flatMap((card) => (card.certificate === undefined ? [] : [`TLS ends here: ${card.certificate}`])),
    `${firewall}, ${client}`,
    ...alarm,
  ];
}

/** Everything that could mean something to Mermaid as the number of its character. */
function escapeText(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[^\p{L}\p{N} .,:/()_…·→+-]/gu, (character) => `#${character.codePointAt(0)};`);
}
