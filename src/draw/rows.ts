import { groupedBy } from "../util/grouped-by.ts";
import { FRAME_PAD, FRAME_TITLE, LANE, PITCH, RAIL, STACK_GAP } from "./measures.ts";
import type { HostNode, Scene, SceneNode } from "./scene.ts";
import { type NodeSize, sizeOf } from "./sizes.ts";
import { type Touch, wallOf } from "./touches.ts";
import type { Wire } from "./wires.ts";

/** A zone's stripe of the picture. */
export interface Stripe {
  readonly title: string | undefined;
  readonly top: number;
  readonly height: number;
}

/** Where everything is from top to bottom; nothing has a place from left to right yet. */
export interface Rows {
  readonly sizes: ReadonlyMap<string, NodeSize>;
  /** Upper edges of the nodes. */
  readonly tops: ReadonlyMap<string, number>;
  readonly stripes: readonly Stripe[];
  readonly rails: ReadonlyMap<Wire, number>;
  /** Where each touch meets its card. */
  readonly ys: ReadonlyMap<Touch, number>;
  /** Lower edge of everything. */
  readonly bottom: number;
}

/** Between two stripes. */
const STRIPE_GAP = 18;
/** Between the last stripe and the first line below it. */
const FOOT_ROOM = 30;

/** `top` is the upper edge of the first stripe. */
export function rowsOf(scene: Scene, wires: readonly Wire[], top: number): Rows {
  const touches = wires.flatMap((wire) => wire.touches);
  const walls = groupedBy(touches, wallOf);
  const sizes = new Map(scene.nodes.map((node) => [node.id, sizeOf(node, walls)]));
  const rails = new Map<Wire, number>();
  const stripes: Stripe[] = [];
  const tops = new Map<string, number>();
  const hosts = scene.nodes.filter((node) => node.kind === "host");
  // Where there are zones, each has a frame with a title, those without a name included.
  const pad = FRAME_PAD + (scene.bands.some((title) => title !== undefined) ? FRAME_TITLE - 4 : 0);
  let y = top;
  for (const [band, title] of scene.bands.entries()) {
    y = layRails(rails, wires, band, false, y);
    const height = stripeHeight(hosts, band, sizes) + pad + FRAME_PAD;
    stripes.push({ title, top: y, height });
    placeHosts(hosts, band, sizes, tops, y + pad, height - pad - FRAME_PAD);
    y += height + STRIPE_GAP;
  }
  const below = wires.some((wire) => wire.region === scene.bands.length) ? FOOT_ROOM : 0;
  let bottom = layRails(rails, wires, scene.bands.length, true, y - STRIPE_GAP + below);
  if (below > 0) bottom += FRAME_PAD / 2;
  bottom = placeOutside(scene, { wires, sizes, tops, rails }, top, bottom);
  return { sizes, tops, stripes, rails, ys: touchYs(touches, walls, sizes, tops), bottom };
}

/** Lays the rails of a region, from `top` downwards. Gives its lower edge. */
function layRails(rails: Map<Wire, number>, wires: readonly Wire[], region: number, lowest: boolean, top: number): number {
  const here = wires.filter((wire) => wire.region === region);
  const nested = nestedRows(here.filter((wire) => wire.bundle.shape !== "metrics"));
  const height = nested.length * LANE;
  for (const [row, its] of nested.entries()) {
    // The shortest is the nearest to the hosts.
    const y = lowest ? top + (row + 0.5) * LANE : top + height - (row + 0.5) * LANE;
    for (const wire of its) rails.set(wire, y);
  }
  // What everybody sends is the lowest: the lines to it come from all columns.
  const metrics = here.filter((wire) => wire.bundle.shape === "metrics");
  for (const [index, wire] of metrics.entries()) rails.set(wire, top + height + index * RAIL + LANE / 2);
  return top + height + metrics.length * RAIL;
}

/** Rails that share no channel share a row; one that spans others lies outside of them, so that they do not cross. */
function nestedRows(wires: readonly Wire[]): readonly (readonly Wire[])[] {
  const span = ({ channels }: Wire): readonly [number, number] => [channels[0] ?? 0, channels.at(-1) ?? 0];
  const meets = (a: Wire, b: Wire): boolean => span(a)[0] <= span(b)[1] && span(b)[0] <= span(a)[1];
  const length = (wire: Wire): number => span(wire)[1] - span(wire)[0];
  const rows: Wire[][] = [];
  for (const wire of [...wires].sort((a, b) => length(a) - length(b))) {
    const inner = rows.findLastIndex((row) => row.some((other) => meets(wire, other)));
    const row = rows[inner + 1];
    if (row === undefined) rows.push([wire]);
    else row.push(wire);
  }
  return rows;
}

function stackHeight(nodes: readonly SceneNode[], sizes: ReadonlyMap<string, NodeSize>): number {
  return nodes.reduce((sum, node) => sum + (sizes.get(node.id)?.height ?? 0) + STACK_GAP, -STACK_GAP);
}

function stripeHeight(hosts: readonly HostNode[], band: number, sizes: ReadonlyMap<string, NodeSize>): number {
  const columns = groupedBy(
    hosts.filter((node) => node.band === band),
    (node) => node.column,
  );
  return Math.max(0, ...[...columns.values()].map((nodes) => stackHeight(nodes, sizes)));
}

/** Puts each column's hosts of a band below one another, in the middle of the band. */
function placeHosts(
  hosts: readonly HostNode[],
  band: number,
  sizes: ReadonlyMap<string, NodeSize>,
  tops: Map<string, number>,
  top: number,
  height: number,
): void {
  for (const nodes of groupedBy(
    hosts.filter((node) => node.band === band),
    (node) => node.column,
  ).values()) {
    let y = top + Math.round((height - stackHeight(nodes, sizes)) / 2);
    for (const node of nodes) {
      tops.set(node.id, y);
      y += (sizes.get(node.id)?.height ?? 0) + STACK_GAP;
    }
  }
}

interface Placing {
  readonly wires: readonly Wire[];
  readonly sizes: ReadonlyMap<string, NodeSize>;
  readonly tops: Map<string, number>;
  readonly rails: ReadonlyMap<Wire, number>;
}

/** Puts what is outside opposite to where its lines lead, in order, apart, and out of the way of rails. Gives the lower edge of everything. */
function placeOutside(scene: Scene, placing: Placing, top: number, bottom: number): number {
  const { sizes, tops, wires } = placing;
  let lowest = bottom;
  for (const column of [1, 0]) {
    const nodes = scene.nodes.filter((node) => node.kind !== "host" && node.column === column);
    const across = railsAcross(column, placing);
    let free = top + FRAME_PAD;
    const after = (index: number): number => stackHeight(nodes.slice(index), sizes);
    for (const [index, node] of nodes.entries()) {
      const height = sizes.get(node.id)?.height ?? 0;
      const wanted = middleOf(node.id, wires, sizes, tops) - height / 2;
      const latest = bottom - FRAME_PAD - after(index);
      const best = Math.max(free, Number.isNaN(wanted) ? free : Math.min(wanted, Math.max(free, latest)));
      const y = besideRails(best, free, height, across);
      tops.set(node.id, Math.round(y));
      free = y + height + STACK_GAP;
    }
    lowest = Math.max(lowest, free - STACK_GAP + FRAME_PAD);
  }
  return lowest;
}

/** Heights of the rails that pass a column from the channels at its left to those at its right. */
function railsAcross(column: number, { wires, rails }: Placing): readonly number[] {
  return wires.flatMap((wire) => {
    const [first = column, last = 0] = [wire.channels[0], wire.channels.at(-1)];
    const rail = rails.get(wire);
    return rail !== undefined && first < column && last >= column ? [rail] : [];
  });
}

/** The upper edge nearest to `best`, not above `free`, at which a box of this height is crossed by no rail. */
function besideRails(best: number, free: number, height: number, across: readonly number[]): number {
  const crossed = (y: number): boolean => across.some((rail) => rail > y - LANE && rail < y + height + LANE);
  const tried = [best, ...across.flatMap((rail) => [rail - height - LANE, rail + LANE])];
  const open = tried.filter((y) => y >= free && !crossed(y));
  return open.sort((a, b) => Math.abs(a - best) - Math.abs(b - best))[0] ?? Math.max(free, ...across.map((rail) => rail + LANE));
}

/** Mean height of the cards to which a node's lines lead; not a number when they lead nowhere yet. */
function middleOf(node: string, wires: readonly Wire[], sizes: ReadonlyMap<string, NodeSize>, tops: ReadonlyMap<string, number>): number {
  const ends = wires
    .filter((wire) => wire.touches.some((touch) => touch.node === node))
    .flatMap((wire) => wire.touches.filter((touch) => touch.node !== node && tops.has(touch.node)))
    .map((touch) => cardMiddle(touch, sizes, tops));
  return ends.reduce((sum, y) => sum + y, 0) / ends.length;
}

function cardMiddle(touch: Touch, sizes: ReadonlyMap<string, NodeSize>, tops: ReadonlyMap<string, number>): number {
  const slot = sizes.get(touch.node)?.slots.get(touch.card) ?? { top: 0, height: 0 };
  return (tops.get(touch.node) ?? 0) + slot.top + slot.height / 2;
}

/** Spreads the lines of each card's side around its middle: those that lead up above those that lead down. */
function touchYs(
  touches: readonly Touch[],
  walls: ReadonlyMap<string, readonly Touch[]>,
  sizes: ReadonlyMap<string, NodeSize>,
  tops: ReadonlyMap<string, number>,
): ReadonlyMap<Touch, number> {
  const middles = new Map(touches.map((touch) => [touch, cardMiddle(touch, sizes, tops)]));
  const byBundle = groupedBy(touches, (touch) => touch.bundle);
  const leadsTo = (touch: Touch): number => {
    const others = (byBundle.get(touch.bundle) ?? []).filter((it) => it !== touch);
    const sum = others.reduce((total, it) => total + (middles.get(it) ?? 0), 0);
    return others.length === 0 ? (middles.get(touch) ?? 0) : sum / others.length;
  };
  const ys = new Map<Touch, number>();
  for (const its of walls.values()) {
    const ordered = its.map((touch) => ({ touch, to: leadsTo(touch) })).sort((a, b) => a.to - b.to);
    for (const [index, { touch }] of ordered.entries()) {
      ys.set(touch, Math.round((middles.get(touch) ?? 0) + (index - (ordered.length - 1) / 2) * PITCH));
    }
  }
  return ys;
}
