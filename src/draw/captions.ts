import { captionWidth, headRoom, type Layout, labelTouch, type Rect } from "./layout.ts";
import { SIZE } from "./measures.ts";
import { CORNER, feet } from "./paths.ts";
import type { Bundle } from "./scene.ts";
import type { Wire } from "./wires.ts";

/** The text of a bundle: its head stands above the line, its tail below. */
export interface Caption {
  readonly bundle: Bundle;
  readonly x: number;
  /** Height of the line. */
  readonly y: number;
  /** What the text covers at most. */
  readonly rect: Rect;
}

/** Distance between the line and the text above it. */
export const LIFT = 6;
/** From the line down to the baseline of the text below it. */
export const DROP = SIZE.small + 3;

export function captionsOf(layout: Layout): readonly Caption[] {
  return layout.wires.flatMap((wire) => {
    const spot = spotOf(layout, wire);
    if (spot === undefined) return [];
    const rect = { x: spot.x, y: spot.y - LIFT - SIZE.label, width: captionWidth(wire.bundle), height: LIFT + SIZE.label + DROP + 3 };
    return [{ bundle: wire.bundle, ...spot, rect }];
  });
}

function spotOf(layout: Layout, wire: Wire): { readonly x: number; readonly y: number } | undefined {
  for (const channel of layout.columns.keys()) {
    const touch = labelTouch(wire, channel);
    if (touch !== undefined) return { x: layout.labelX(channel) + headRoom(touch), y: layout.channels.ys.get(touch) ?? 0 };
  }
  const rail = layout.rows.rails.get(wire);
  const foot = feet(layout, wire)[0];
  return rail === undefined || foot === undefined ? undefined : { x: foot.x + 3 * CORNER, y: rail };
}
