import type { Mark } from "./marks.ts";
import {
  ALARM_WIDTH,
  BADGE,
  CARD_GAP,
  CARD_HEIGHT,
  CARD_TEXT,
  CERTIFICATE_HEIGHT,
  HOP_GAP,
  ICON_ROOM,
  PAD,
  PITCH,
  SIZE,
  STRIP_HEIGHT,
  WALL,
} from "./measures.ts";
import type { Card, HostNode, OutsideNode, SceneNode } from "./scene.ts";
import { textWidth } from "./text-width.ts";
import { busiest, type Touch } from "./touches.ts";

/** A host does not get wider for the sake of more marks than this. */
const MOST_BADGES = 8;

/** A piece of a node by its distance from the node's upper edge. */
export interface Slot {
  readonly top: number;
  readonly height: number;
}

export interface NodeSize {
  /** Width that its content needs; the column makes all its nodes equally wide. */
  readonly width: number;
  readonly height: number;
  /** By card; `""` is what belongs to no card, the head of a host or the whole of another node. */
  readonly slots: ReadonlyMap<string, Slot>;
}

export type Walls = ReadonlyMap<string, readonly Touch[]>;

export function sizeOf(node: SceneNode, walls: Walls): NodeSize {
  return node.kind === "host" ? hostSize(node, walls) : outsideSize(node, walls);
}

function outsideSize(node: OutsideNode, walls: Walls): NodeSize {
  const lines = 26 + node.facts.length * 16;
  const height = Math.max(lines + 14, busiest(walls, node.id, "") * PITCH + 8);
  const text = Math.max(textWidth(node.title, SIZE.card, "bold"), ...node.facts.map((it) => textWidth(it, SIZE.small)));
  return { width: Math.min(text, CARD_TEXT) + ICON_ROOM + PAD, height, slots: new Map([["", { top: 0, height }]]) };
}

function hostSize(node: HostNode, walls: Walls): NodeSize {
  const slots = new Map<string, Slot>();
  const head = Math.max(node.facts === "" ? 40 : 56, busiest(walls, node.id, "") * PITCH + 8);
  slots.set("", { top: WALL, height: head });
  let y = WALL + head;
  for (const [index, card] of node.cards.entries()) {
    if (index > 0) y += node.hops.some(([, to]) => to === card.key) ? HOP_GAP : CARD_GAP;
    const height = Math.max(cardHeight(card), busiest(walls, node.id, card.key) * PITCH + 8);
    slots.set(card.key, { top: y, height });
    y += height;
  }
  return { width: hostWidth(node), height: y + 6 + STRIP_HEIGHT + WALL, slots };
}

function cardHeight(card: Card): number {
  return CARD_HEIGHT + (card.certificate === undefined ? 0 : CERTIFICATE_HEIGHT);
}

function hostWidth(node: HostNode): number {
  const head = textWidth(node.title, SIZE.host, "bold") + 20 + textWidth(node.aside, SIZE.small);
  const strip = stripWords(node).reduce((sum, it) => sum + textWidth(it.text, SIZE.small) + 20, 16);
  const inner = Math.max(head, textWidth(node.facts, SIZE.small), strip, ...node.cards.map(cardWidth));
  return Math.max(Math.ceil(inner) + 2 * (WALL + PAD), marksWidth(node.mark));
}

/** Room for what stands on a host's upper edge; what is beyond is counted there. */
function marksWidth(mark: Mark | undefined): number {
  if (mark === undefined) return 0;
  return (mark.singlePointOfFailure ? ALARM_WIDTH : 0) + Math.min(mark.rules.length, MOST_BADGES) * BADGE + 24;
}

function cardWidth(card: Card): number {
  const lock = card.endsTls && card.certificate === undefined ? 24 : 0;
  const text = Math.max(
    textWidth(card.title, SIZE.card, "bold") + lock,
    textWidth(card.detail, SIZE.small),
    textWidth(card.certificate ?? "", SIZE.small),
  );
  return Math.min(text, CARD_TEXT) + ICON_ROOM + 10;
}

/** What stands at the foot of a host. */
export function stripWords(
  node: HostNode,
): readonly { readonly icon: "wall" | "client"; readonly text: string; readonly missing: boolean }[] {
  const firewall = { bartizan: "firewall", other: "firewall of others", nobody: "no firewall" }[node.firewall];
  const client = { all: "monitoring client", machine: "monitoring: machine only", none: "not monitored" }[node.monitoring];
  return [
    { icon: "wall", text: firewall, missing: node.firewall === "nobody" },
    { icon: "client", text: client, missing: node.monitoring === "none" },
  ];
}
