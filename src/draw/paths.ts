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

export function drawnOf(layout: Layout, wire: Wire): Drawn {
  if (wire.bundle.shape === "access") return toFrame(layout, wire);
  const arrows = wire.touches.filter((touch) => touch.arrow).map((touch) => arrowAt(layout, touch));
  if (wire.bundle.shape === "metrics") return { bundle: wire.bundle, ...gathered(layout, wire), arrows };
  const trees = wire.channels.map((channel) => treeIn(layout, wire, channel));
  return { bundle: wire.bundle, paths: trees.flatMap((it) => it.paths), dots: trees.flatMap((it) => it.dots), arrows };
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
  const rails = rail === undefined ? [] : railEnds(layout, wire, channel).map((end) => ({ x: end, y: rail }));
  const ordered = [...ends, ...rails].sort((a, b) => a.y - b.y);
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

/** The pieces of a rail that belong to this channel end half-way to the next one on either side. */
function railEnds(layout: Layout, wire: Wire, channel: number): readonly number[] {
  const x = layout.laneX(wire, channel);
  const index = wire.channels.indexOf(channel);
  const neighbours = [wire.channels[index - 1], wire.channels[index + 1]].filter((it) => it !== undefined);
  return neighbours.map((it) => (x + layout.laneX(wire, it)) / 2);
}

/** A way from a rail to something above it. */
interface Riser {
  readonly x: number;
  /** Begins at the rail. */
  readonly way: readonly Point[];
}

/** What all hosts send: a bracket under each column, a rail below them, and ways up to where it is received. */
function gathered(layout: Layout, wire: Wire): Pick<Drawn, "paths" | "dots"> {
  const rail = layout.rows.rails.get(wire) ?? 0;
  const brackets = feetOf(layout, wire.bundle);
  const lanes = wire.channels.map((channel) => ({
    x: layout.laneX(wire, channel),
    ends: touchesIn(wire, channel).map((it) => shortOfArrow(layout, it)),
  }));
  const highest = (ends: readonly Point[]): Point[] => [...ends].sort((a, b) => a.y - b.y).slice(0, 1);
  const risers: readonly Riser[] = [
    ...brackets.map(({ x, y }) => ({
      x,
      way: [
        { x, y: rail },
        { x, y },
      ],
    })),
    ...lanes.map(({ x, ends }) => ({ x, way: [{ x, y: rail }, ...highest(ends).flatMap((end) => [{ x, y: end.y }, end])] })),
  ].sort((a, b) => a.x - b.x);
  const [first, ...rest] = risers;
  const last = rest.pop();
  if (first === undefined || last === undefined) return { paths: [], dots: [] };
  const branches = lanes.flatMap(({ x, ends }) => ends.filter((end) => !highest(ends).includes(end)).map((end) => [{ x, y: end.y }, end]));
  return {
    paths: [[...first.way].reverse().concat(last.way), ...rest.map((it) => it.way), ...branches, ...brackets.map(bracketPath)],
    dots: [...rest.map(({ x }) => ({ x, y: rail })), ...branches.flatMap(([start]) => start ?? [])],
  };
}

interface Foot extends Point {
  readonly width: number;
}

/** The columns from which something comes that all hosts send, each with the middle of its lower edge. */
function feetOf(layout: Layout, bundle: Bundle): readonly Foot[] {
  const senders = new Set(bundle.sources);
  const columns = layout.nodes.flatMap(({ node }) =>
    node.kind === "host" && node.hosts.some((host) => senders.has(host.name)) ? [node.column] : [],
  );
  const stripe = layout.rows.stripes.at(-1);
  const y = (stripe?.top ?? 0) + (stripe?.height ?? 0) + FOOT;
  return [...new Set(columns)].map((index) => {
    const { x, width } = layout.columns[index] ?? { x: 0, width: 0 };
    return { x: x + width / 2, y, width };
  });
}

function bracketPath({ x, y, width }: Foot): readonly Point[] {
  const [left, right] = [x - width / 2, x + width / 2];
  return [
    { x: left, y: y - CORNER },
    { x: left, y },
    { x: right, y },
    { x: right, y: y - CORNER },
  ];
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
