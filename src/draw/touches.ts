import { grouped } from "./group.ts";
import type { Bundle, Node, Scene } from "./scene.ts";

export type Side = "left" | "right";

/** A place where a line meets a card. */
export interface Touch {
  readonly bundle: Bundle;
  readonly node: string;
  readonly card: string;
  readonly side: Side;
  /** Whether an arrow points at the card here. */
  readonly arrow: boolean;
  readonly source: boolean;
  readonly standby: boolean;
}

/** The touches of one card on one side. */
export function wallOf(touch: Pick<Touch, "node" | "card" | "side">): string {
  return `${touch.node} ${touch.card} ${touch.side}`;
}

/**
 * Where all lines meet cards. A line to the next column leaves on the right and arrives on the left, a line back the other way
 * round, and what stays in a column uses its right side.
 */
export function touchesOf(scene: Scene): readonly Touch[] {
  const columns = new Map(scene.nodes.map((node) => [node.id, node.column]));
  return scene.bundles.flatMap((bundle) => {
    const from = columns.get(bundle.from[0]?.node ?? "") ?? -1;
    const to = columns.get(bundle.to[0]?.node ?? "") ?? Number.POSITIVE_INFINITY;
    const leaves: Side = from <= to ? "right" : "left";
    const arrives: Side = from < to ? "left" : "right";
    const both = bundle.shape === "peers";
    const sources = bundle.from.map((end): Touch => ({ bundle, ...end, side: leaves, source: true, arrow: both }));
    const targets = bundle.to.map((end): Touch => ({ bundle, ...end, side: arrives, source: false, arrow: true }));
    // Hosts in one box that talk among themselves: out and in again.
    const loop = targets.length === 1 && both;
    if (loop) return [{ ...(sources[0] as Touch), arrow: false }, ...targets];
    return [...grouped([...sources, ...targets], wallOf).values()].map((its): Touch => {
      const first = its[0] as Touch;
      return { ...first, arrow: its.some((it) => it.arrow), source: its.some((it) => it.source), standby: its.every((it) => it.standby) };
    });
  });
}

/** How many lines end at a card on its busier side. */
export function busiest(touches: ReadonlyMap<string, readonly Touch[]>, node: Node["id"], card: string): number {
  const count = (side: Side): number => touches.get(wallOf({ node, card, side }))?.length ?? 0;
  return Math.max(count("left"), count("right"));
}
