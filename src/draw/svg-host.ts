import { escapeXml } from "../util/xml.ts";
import { icon } from "./icons.ts";
import type { PlacedNode, Rect } from "./layout.ts";
import { CARD_HEIGHT, CARD_TEXT, CERTIFICATE_HEIGHT, ICON_ROOM, PAD, SIZE, WALL } from "./measures.ts";
import type { Card, HostNode, OutsideNode } from "./scene.ts";
import { type NodeSize, stripWords } from "./sizes.ts";
import type { Numbers } from "./svg-badge.ts";
import { marksSvg } from "./svg-marks.ts";
import { svgText } from "./svg-text.ts";
import { shortened, textWidth } from "./text-width.ts";
import { element } from "./xml.ts";

/** Room for the padlock behind a card's title. */
const LOCK = 22;

/** A node of either kind. `numbers` are those of the remarks, by rule. */
export function nodeSvg(placed: PlacedNode, size: NodeSize, numbers: Numbers): string {
  const { node, rect } = placed;
  return node.kind === "host" ? hostSvg(node, rect, size, numbers) : outsideSvg(node, rect, numbers);
}

function outsideSvg(node: OutsideNode, rect: Rect, numbers: Numbers): string {
  const lines = 26 + node.facts.length * 16;
  const top = rect.y + (rect.height - lines) / 2;
  return element("g", { class: "bz-node", "data-node": node.id }, [
    element("rect", {
      class: node.kind === "dependency" ? "bz-card bz-bare" : "bz-card",
      ...box(rect),
      rx: node.kind === "virtual" ? 18 : 8,
    }),
    icon(node.icon, rect.x + 10, top + 5, "bz-line-muted"),
    svgText(shortened(node.title, CARD_TEXT, SIZE.card, "bold"), rect.x + ICON_ROOM, top + 18, { size: SIZE.card, look: "bz-ink bz-bold" }),
    ...node.facts.map((fact, index) =>
      svgText(shortened(fact, CARD_TEXT, SIZE.small), rect.x + ICON_ROOM, top + 35 + index * 16, { size: SIZE.small, look: "bz-muted" }),
    ),
    ...marksSvg(node.mark, rect, numbers),
  ]);
}

function hostSvg(node: HostNode, rect: Rect, size: NodeSize, numbers: Numbers): string {
  const slotRect = (key: string): Rect => {
    const slot = size.slots.get(key) ?? { top: 0, height: 0 };
    return { x: rect.x + WALL + PAD, y: rect.y + slot.top, width: rect.width - 2 * (WALL + PAD), height: slot.height };
  };
  const names = node.hosts.map((host) => host.name).join(" ");
  return element("g", { class: "bz-node", "data-node": node.id, "data-hosts": names }, [
    `<title>${escapeXml(`${node.title}: ${node.cards.map((card) => card.title).join(", ")}`)}</title>`,
    ...(node.hosts.length > 1 ? stackSvg(rect) : []),
    ...wallSvg(node, rect),
    ...headSvg(node, slotRect("")),
    ...node.hops.map(([from, to]) => hopSvg(slotRect(from), slotRect(to))),
    ...node.cards.map((card) => cardSvg(card, slotRect(card.key))),
    ...stripSvg(node, rect),
    ...marksSvg(node.mark, rect, numbers),
  ]);
}

/** The upper edges of more boxes behind this one. */
function stackSvg(rect: Rect): readonly string[] {
  return [2, 1].map((step) =>
    element("rect", { class: "bz-host", x: rect.x + step * 7, y: rect.y - step * 5, width: rect.width - step * 14, height: 30, rx: 9 }),
  );
}

/** The firewall is a wall around the host: of bricks, hatched when it is not Bartizan's, a thin line when there is none. */
function wallSvg(node: HostNode, rect: Rect): readonly string[] {
  const inner = { x: rect.x + WALL, y: rect.y + WALL, width: rect.width - 2 * WALL, height: rect.height - 2 * WALL };
  if (node.firewall === "nobody") return [element("rect", { class: "bz-host bz-bare", ...box(rect), rx: 10 })];
  const fill = node.firewall === "bartizan" ? "url(#bz-bricks)" : "url(#bz-hatch)";
  return [element("rect", { ...box(rect), rx: 10, fill }), element("rect", { class: "bz-host", ...box(inner), rx: 5, "stroke-width": 1 })];
}

function headSvg(node: HostNode, rect: Rect): readonly string[] {
  const base = rect.y + 26;
  return [
    svgText(node.title, rect.x, base, { size: SIZE.host, look: "bz-ink bz-bold" }),
    svgText(node.aside, rect.x + rect.width, base, { size: SIZE.small, look: "bz-muted", anchor: "end" }),
    ...(node.facts === "" ? [] : [svgText(node.facts, rect.x, base + 18, { size: SIZE.small, look: "bz-muted" })]),
  ];
}

function cardSvg(card: Card, rect: Rect): string {
  const certificate = card.certificate === undefined ? 0 : CERTIFICATE_HEIGHT;
  const top = rect.y + (rect.height - CARD_HEIGHT - certificate) / 2;
  const x = rect.x + ICON_ROOM;
  const room = rect.width - ICON_ROOM - 8;
  const lock = card.endsTls && certificate === 0;
  const title = shortened(card.title, room - (lock ? LOCK : 0), SIZE.card, "bold");
  const parts = [
    element("rect", { class: "bz-card", ...box(rect), rx: 6 }),
    icon(card.icon, rect.x + 9, top + 14, "bz-line-ink"),
    svgText(title, x, top + 19, { size: SIZE.card, look: "bz-ink bz-bold" }),
    ...(lock ? [icon("lock", x + textWidth(title, SIZE.card, "bold") + 6, top + 7, "bz-line-muted", 13)] : []),
    svgText(shortened(card.detail, room, SIZE.small), x, top + 35, { size: SIZE.small, look: "bz-muted" }),
    ...(card.certificate === undefined
      ? []
      : [
          icon("lock", rect.x + 9, top + 52, "bz-line-ink"),
          svgText("TLS ends here", x, top + 56, { size: SIZE.small, look: "bz-ink bz-bold" }),
          svgText(shortened(card.certificate, room, SIZE.small), x, top + 72, { size: SIZE.small, look: "bz-muted" }),
        ]),
  ];
  return element("g", { "data-card": card.key }, parts);
}

/** An arrow from a card to the one below it. */
function hopSvg(from: Rect, to: Rect): string {
  const x = from.x + 17;
  const [top, tip] = [from.y + from.height + 2, to.y - 2];
  return element("path", { class: "bz-hop", d: `M${x} ${top}V${tip}M${x - 4} ${tip - 5}L${x} ${tip}L${x + 4} ${tip - 5}` });
}

function stripSvg(node: HostNode, rect: Rect): readonly string[] {
  const y = rect.y + rect.height - WALL - 9;
  let x = rect.x + WALL + PAD;
  return stripWords(node).flatMap(({ icon: name, text: words, missing }) => {
    const at = x;
    x += textWidth(words, SIZE.small) + 36;
    return [
      icon(missing ? "none" : name, at, y - 11, missing ? "bz-line-danger" : name === "wall" ? "bz-wall" : "bz-line-muted", 13),
      svgText(words, at + 18, y, { size: SIZE.small, look: missing ? "bz-danger bz-bold" : "bz-muted" }),
    ];
  });
}

function box({ x, y, width, height }: Rect): Rect {
  return { x, y, width, height };
}
