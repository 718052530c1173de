import { touchesIn } from "./channels.ts";
import type { Layout } from "./layout.ts";
import type { Bundle } from "./scene.ts";
import type { Touch } from "./touches.ts";
import type { Wire } from "./wires.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The head of an arrow: its tip, and the direction it points in. */
export interface Arrow extends Point {
  readonly to: "left" | "right";
  readonly standby: boolean;
}

/** A bundle as it is drawn. */
export interface Drawn {
  readonly bundle: Bundle;
  /** Lines with right angles. */
  readonly paths: readonly (readonly Point[])[];
  /** Where a branch leaves. */
  readonly dots: readonly Point[];
  readonly arrows: readonly Arrow[];
}

/** Length of an arrow's head; the line ends there. */
export const ARROW = 10;
/** Radius of a line's corners. */
export const CORNER = 7;
/** From the lowest host's frame to the brackets under the columns. */
const FOOT = 12;

export function drawnOf(layout: Layout): readonly Drawn[] {
  return layout.wires.map((wire) => {
    const arrows = wire.touches.filter((touch) => touch.arrow).map((touch) => arrowAt(layout, touch));
    if (wire.to === undefined) return toFrame(layout, wire);
    const channels = [...new Set([wire.from, wire.to])].filter((it) => it !== undefined);
    const trees = channels.map((channel) => treeIn(layout, wire, channel));
    const below = wire.bundle.shape === "metrics" ? feetPaths(layout, wire) : [];
    return { bundle: wire.bundle, paths: [...trees.flatMap((it) => it.paths), ...below], dots: trees.flatMap((it) => it.dots), arrows };
  });
}

/** Where a line meets a card, the room for its arrow taken off. */
function wallPoint(layout: Layout, touch: Touch): Point {
  const placed = layout.nodes.find(({ node }) => node.id === touch.node);
  const rect = placed?.rect ?? { x: 0, width: 0 };
  const y = layout.channels.ys.get(touch) ?? 0;
  return { x: touch.side === "right" ? rect.x + rect.width : rect.x, y };
}

function arrowAt(layout: Layout, touch: Touch): Arrow {
  return { ...wallPoint(layout, touch), to: touch.side === "right" ? "left" : "right", standby: touch.standby };
}

function shortOfArrow(layout: Layout, touch: Touch): Point {
  const { x, y } = wallPoint(layout, touch);
  const back = touch.arrow ? ARROW - 1 : 0;
  return { x: touch.side === "right" ? x + back : x - back, y };
}

/** One vertical line with its branches to both sides. The longest way through it is one path, so that its corners are round. */
function treeIn(layout: Layout, wire: Wire, channel: number): Pick<Drawn, "paths" | "dots"> {
  const x = layout.laneX(wire, channel);
  const rail = layout.rows.rails.get(wire);
  const ends = touchesIn(wire, channel).map((touch) => shortOfArrow(layout, touch));
  if (rail !== undefined) ends.push({ x: railEnd(layout, wire, channel), y: rail });
  const ordered = [...ends].sort((a, b) => a.y - b.y);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined || first === last) return { paths: [], dots: [] };
  const spine = first.y === last.y ? [first, last] : [first, { x, y: first.y }, { x, y: last.y }, last];
  const branches = ordered.slice(1, -1);
  return {
    paths: [spine, ...branches.map((end) => branch(end, x, [first, last]))],
    dots: branches.map((end) => ({ x, y: end.y })),
  };
}

/** From the vertical line to an end; over a corner, which is round, from its far side. */
function branch(end: Point, x: number, corners: readonly Point[]): readonly Point[] {
  const over = corners.some((corner) => corner.y === end.y) ? CORNER * Math.sign(x - end.x) : 0;
  return [{ x: x + over, y: end.y }, end];
}

/** The half of a rail that belongs to this channel ends half-way to the other one, or near the foot farthest to the left. */
function railEnd(layout: Layout, wire: Wire, channel: number): number {
  const x = layout.laneX(wire, channel);
  if (wire.from === undefined) {
    const its = feet(layout, wire);
    return its[0] !== undefined && its[0].x < x ? its[0].x + CORNER : (its.at(-1)?.x ?? x) - CORNER;
  }
  const other = channel === wire.from ? wire.to : wire.from;
  return (x + layout.laneX(wire, other ?? channel)) / 2;
}

/** The columns from which something comes that all hosts send, each with the middle of its lower edge. */
export function feet(layout: Layout, { bundle }: Wire): readonly (Point & { readonly width: number })[] {
  const senders = new Set(bundle.sources);
  const columns = layout.nodes.flatMap(({ node }) =>
    node.kind === "host" && node.hosts.some((host) => senders.has(host.name)) ? [node.column] : [],
  );
  const stripe = layout.rows.stripes.at(-1);
  const y = (stripe?.top ?? 0) + (stripe?.height ?? 0) + FOOT;
  return [...new Set(columns)]
    .sort((a, b) => a - b)
    .map((index) => {
      const { x, width } = layout.columns[index] ?? { x: 0, width: 0 };
      return { x: x + width / 2, y, width };
    });
}

/** A bracket under each column, and its way down to the rail. */
function feetPaths(layout: Layout, wire: Wire): readonly (readonly Point[])[] {
  const rail = layout.rows.rails.get(wire) ?? 0;
  const lane = layout.laneX(wire, wire.to ?? 0);
  const its = feet(layout, wire);
  const brackets = its.map(({ x, y, width }) => {
    return [
      { x: x - width / 2, y: y - CORNER },
      { x: x - width / 2, y },
      { x: x + width / 2, y },
      { x: x + width / 2, y: y - CORNER },
    ];
  });
  const ways = its.map(({ x, y }, index) => {
    const down = [
      { x, y },
      { x, y: rail },
    ];
    if (index === 0 && x < lane) return [...down, { x: x + CORNER, y: rail }];
    if (index < its.length - 1 || x < lane) return down;
    return [...down, { x: (its[0]?.x ?? x) < lane ? lane : x - CORNER, y: rail }];
  });
  return [...brackets, ...ways];
}

function toFrame(layout: Layout, wire: Wire): Drawn {
  const frame = layout.frames.find((it) => it.kind === "network");
  const tip = frame?.rect.x ?? 0;
  const starts = wire.touches.map((touch) => wallPoint(layout, touch));
  return {
    bundle: wire.bundle,
    paths: starts.map((start) => [start, { x: tip - ARROW + 1, y: start.y }]),
    dots: [],
    arrows: starts.map((start) => ({ x: tip, y: start.y, to: "right", standby: false })),
  };
}
