import { grouped } from "./group.ts";
import type { Bundle, Node, Scene } from "./scene.ts";
import { type Touch, touchesOf } from "./touches.ts";

/**
 * A bundle and the way it takes. Channel n is the gap to the right of column n. A line runs up and down in one channel, or in two
 * when there are columns between, with a rail from the one to the other.
 */
export interface Wire {
  readonly bundle: Bundle;
  readonly touches: readonly Touch[];
  /** Where the sources meet. Absent for what begins at the feet of all columns. */
  readonly from: number | undefined;
  /** Where the targets meet. Absent for what ends at the frame. */
  readonly to: number | undefined;
  /** Region of its rail: n is above band n, the last one is below all bands. */
  readonly region: number | undefined;
}

export function wiresOf(scene: Scene): readonly Wire[] {
  const nodes = new Map(scene.nodes.map((node) => [node.id, node]));
  const touches = grouped(touchesOf(scene), (touch) => touch.bundle);
  return scene.bundles.map((bundle): Wire => {
    const its = touches.get(bundle) ?? [];
    const channels = (ends: Bundle["from"], side: Touch["side"] | undefined): number | undefined => {
      const column = nodes.get(ends[0]?.node ?? "")?.column;
      return column === undefined || side === undefined ? undefined : side === "right" ? column : column - 1;
    };
    const from = channels(bundle.from, its.find((it) => it.source)?.side);
    const to = channels(bundle.to, its.find((it) => !it.source)?.side ?? its[0]?.side);
    return { bundle, touches: its, from, to, region: regionOf(bundle, from, to, nodes, scene.bands.length) };
  });
}

function regionOf(
  bundle: Bundle,
  from: number | undefined,
  to: number | undefined,
  nodes: ReadonlyMap<string, Node>,
  bands: number,
): number | undefined {
  if (bundle.shape === "metrics") return bands;
  if (from === undefined || to === undefined || from === to) return undefined;
  const ends = [...bundle.from, ...bundle.to].flatMap((end) => {
    const node = nodes.get(end.node);
    return node?.kind === "host" ? [node.band] : [];
  });
  const middle = Math.round(ends.reduce((sum, band) => sum + band, 0) / Math.max(1, ends.length));
  // What goes forward passes above, what comes back below.
  return from < to ? middle : middle + 1;
}
