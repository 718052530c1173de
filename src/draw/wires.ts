import { groupedBy } from "../util/grouped-by.ts";
import type { Bundle, Scene } from "./scene.ts";
import { type Touch, touchesOf } from "./touches.ts";

/**
 * A bundle and the way it takes. It runs up and down in the channels that its touches lead to; when there are several, a rail joins
 * them, which crosses the columns between two bands.
 */
export interface Wire {
  readonly bundle: Bundle;
  readonly touches: readonly Touch[];
  /** Ascending. Empty for what goes straight to the frame of all hosts. */
  readonly channels: readonly number[];
  /** Region of its rail: n is above band n, the last one is below all bands. */
  readonly region: number | undefined;
}

export function wiresOf(scene: Scene): readonly Wire[] {
  const bands = new Map(scene.nodes.map((node) => [node.id, node.kind === "host" ? node.band : undefined]));
  const touches = groupedBy(touchesOf(scene), (touch) => touch.bundle);
  return scene.bundles.map((bundle): Wire => {
    const its = touches.get(bundle) ?? [];
    const channels = bundle.shape === "access" ? [] : [...new Set(its.map((touch) => touch.channel))].sort((a, b) => a - b);
    return { bundle, touches: its, channels, region: regionOf(bundle, its, channels, bands, scene.bands.length) };
  });
}

function regionOf(
  bundle: Bundle,
  touches: readonly Touch[],
  channels: readonly number[],
  bands: ReadonlyMap<string, number | undefined>,
  count: number,
): number | undefined {
  if (bundle.shape === "metrics") return count;
  if (channels.length < 2) return undefined;
  const ends = touches.flatMap((touch) => bands.get(touch.node) ?? []);
  const middle = Math.round(ends.reduce((sum, band) => sum + band, 0) / Math.max(1, ends.length));
  // What goes forward passes above, what comes back below.
  const forward = touches.some((touch) => touch.source && touch.channel === channels[0]);
  return forward ? middle : middle + 1;
}
