import { groupedBy } from "../util/grouped-by.ts";
import type { Bundle, End, Scene, SceneNode } from "./scene.ts";

export type CardSide = "left" | "right";

/** A place where a line meets a card. */
export interface Touch {
  readonly bundle: Bundle;
  readonly node: string;
  readonly card: string;
  readonly side: CardSide;
  /** The channel it leads to: n is the gap to the right of column n. */
  readonly channel: number;
  /** Whether an arrow points at the card here. */
  readonly arrow: boolean;
  readonly source: boolean;
  readonly standby: boolean;
}

/** The touches of one card on one side. */
export function wallOf(touch: Pick<Touch, "node" | "card" | "side">): string {
  return `${touch.node} ${touch.card} ${touch.side}`;
}

/** Where all lines meet cards. */
export function touchesOf(scene: Scene): readonly Touch[] {
  const columns = new Map(scene.nodes.map((node) => [node.id, node.column]));
  return scene.bundles.flatMap((bundle) => {
    const [leaves, arrives] = sidesOf(bundle, columns);
    const touch = (end: End, side: CardSide, source: boolean): Touch => {
      const channel = (columns.get(end.node) ?? 0) - (side === "left" ? 1 : 0);
      return { bundle, ...end, side, channel, source, arrow: !source || bundle.shape === "peers" };
    };
    const sources = bundle.from.map((end) => touch(end, leaves, true));
    const targets = bundle.to.map((end) => touch(end, arrives, false));
    const [only, ...more] = sources;
    // Hosts in one box that talk among themselves: out and in again.
    if (bundle.shape === "peers" && only !== undefined && more.length === 0) return [{ ...only, arrow: false }, ...targets];
    return [...groupedBy([...sources, ...targets], wallOf).values()].map((its): Touch => {
      const first = its[0] as Touch;
      return { ...first, arrow: its.some((it) => it.arrow), source: its.some((it) => it.source), standby: its.every((it) => it.standby) };
    });
  });
}

/**
 * On which side a line leaves its sources and on which it arrives: forward it goes from right to left, back the other way round.
 * What stays in one column, and what is between equals, uses the right side alone.
 */
function sidesOf({ shape, from, to }: Bundle, columns: ReadonlyMap<string, number>): readonly [CardSide, CardSide] {
  const at = (ends: readonly End[]): readonly number[] => ends.map((end) => columns.get(end.node) ?? 0);
  const [sources, targets] = [at(from), at(to)];
  if (shape === "peers") return ["right", "right"];
  if (sources.length === 0 || targets.length === 0) return ["right", "left"];
  if (Math.min(...sources) > Math.max(...targets)) return ["left", "right"];
  return ["right", new Set([...sources, ...targets]).size === 1 ? "right" : "left"];
}

/** How many lines end at a card on its busier side. */
export function busiest(touches: ReadonlyMap<string, readonly Touch[]>, node: SceneNode["id"], card: string): number {
  const count = (side: CardSide): number => touches.get(wallOf({ node, card, side }))?.length ?? 0;
  return Math.max(count("left"), count("right"));
}
