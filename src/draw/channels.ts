import { overlaps, TOO_CLOSE, type Trunk, trunkOrder } from "./lanes.ts";
import type { Rows } from "./rows.ts";
import { type Touch, wallOf } from "./touches.ts";
import type { Wire } from "./wires.ts";

/** The vertical lines of each channel. */
export interface Channels {
  /** The wires of a channel from left to right. */
  readonly lanes: ReadonlyMap<number, readonly Wire[]>;
  readonly ys: ReadonlyMap<Touch, number>;
}

/** How often ends are moved out of each other's way before what is left is left. */
const ROUNDS = 12;
/** Ends of lines keep this distance on a card. */
const ROOM = 14;
/** And this one from its upper and lower edge. */
const EDGE = 7;
/** A step of a line that is not worth two corners. */
const STEP = 16;

/**
 * Orders the lines of every channel. Where in any order one line would cover another, because something ends on the right at the
 * very height at which something else begins on the left, an end is moved a little.
 */
export function channelsOf(wires: readonly Wire[], rows: Rows, count: number): Channels {
  const ys = new Map(rows.ys);
  const lanes = new Map<number, readonly Wire[]>();
  for (let channel = 0; channel < count; channel++) {
    const here = wires.filter((wire) => wire.channels.includes(channel));
    for (const wire of here) straighten(wire, channel, rows, ys);
    for (let round = 0; round < ROUNDS; round++) {
      const trunks = here.map((wire) => trunkOf(wire, channel, rows, ys));
      const order = trunkOrder(trunks);
      lanes.set(
        channel,
        order.map((index) => here[index] as Wire),
      );
      if (!moveApart(order, trunks, here, channel, ys, rows)) break;
    }
  }
  return { lanes, ys };
}

function trunkOf(wire: Wire, channel: number, rows: Rows, ys: ReadonlyMap<Touch, number>): Trunk {
  const at = (side: Touch["side"]): readonly number[] =>
    wire.touches.filter((touch) => touch.side === side && touch.channel === channel).map((touch) => ys.get(touch) ?? 0);
  const rail = rows.rails.get(wire);
  // Lines at a column's right side are at the left of the channel. Metrics come from below all columns.
  const before = wire.bundle.shape === "metrics" || channel !== wire.channels[0];
  const after = channel !== wire.channels.at(-1);
  return {
    left: [...at("right"), ...(rail !== undefined && before ? [rail] : [])],
    right: [...at("left"), ...(rail !== undefined && after ? [rail] : [])],
  };
}

/** Where a line would make a small step between two heights, its end moves to the height of its beginning. */
function straighten(wire: Wire, channel: number, rows: Rows, ys: Map<Touch, number>): void {
  const its = touchesIn(wire, channel);
  const starts = its.filter((touch) => touch.side === "right").map((touch) => ys.get(touch) ?? 0);
  for (const touch of its.filter((it) => it.side === "left")) {
    const y = ys.get(touch) ?? 0;
    const near = starts.find((start) => start !== y && Math.abs(start - y) <= STEP);
    if (near !== undefined && fits(touch, near, ys, rows)) ys.set(touch, near);
  }
}

/** Whether a line may meet its card at this height. */
function fits(touch: Touch, y: number, ys: ReadonlyMap<Touch, number>, rows: Rows): boolean {
  const wall = wallOf(touch);
  const slot = rows.sizes.get(touch.node)?.slots.get(touch.card) ?? { top: 0, height: 0 };
  const top = (rows.tops.get(touch.node) ?? 0) + slot.top;
  if (y < top + EDGE || y > top + slot.height - EDGE) return false;
  return [...ys].every(([it, its]) => it === touch || wallOf(it) !== wall || Math.abs(its - y) >= ROOM);
}

function moveApart(
  order: readonly number[],
  trunks: readonly Trunk[],
  wires: readonly Wire[],
  channel: number,
  ys: Map<Touch, number>,
  rows: Rows,
): boolean {
  const touches = wires.map((wire) => touchesIn(wire, channel));
  for (const [index, a] of order.entries()) {
    for (const b of order.slice(index + 1)) {
      const [first, second] = [trunks[a], trunks[b]];
      if (first === undefined || second === undefined) continue;
      for (const y of overlaps(first, second)) {
        const ending = touches[a]?.find((touch) => touch.side === "left" && ys.get(touch) === y);
        const lefts = trunks.flatMap((it) => it.left);
        if (ending !== undefined && move(ending, ys, lefts, rows)) return true;
        // What leads right may be a rail, which stays; then what begins on the left gives way.
        const begins = (touch: Touch): boolean => touch.side === "right" && Math.abs((ys.get(touch) ?? Number.NaN) - y) < TOO_CLOSE;
        const beginning = touches[b]?.find(begins);
        const rights = trunks.flatMap((it) => it.right);
        if (beginning !== undefined && move(beginning, ys, rights, rows)) return true;
      }
    }
  }
  return false;
}

/** To the nearest height of its card that is free on both sides of the channel, if there is one. */
function move(touch: Touch, ys: Map<Touch, number>, opposite: readonly number[], rows: Rows): boolean {
  const y = ys.get(touch) ?? 0;
  const height = rows.sizes.get(touch.node)?.slots.get(touch.card)?.height ?? 0;
  for (let step = 1; step < height; step++) {
    for (const tried of [y - step, y + step]) {
      if (opposite.some((it) => Math.abs(it - tried) < TOO_CLOSE) || !fits(touch, tried, ys, rows)) continue;
      ys.set(touch, tried);
      return true;
    }
  }
  return false;
}

/** The touches of a wire in a channel. */
export function touchesIn(wire: Wire, channel: number): readonly Touch[] {
  return wire.touches.filter((touch) => touch.channel === channel);
}
