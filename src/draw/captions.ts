import { captionWidth, headRoom, type Layout, labelTouch, type Rect } from "./layout.ts";
import { SIZE } from "./measures.ts";
import { drawnOf } from "./paths.ts";
import type { Bundle } from "./scene.ts";
import type { Wire } from "./wires.ts";

/** The text of a bundle. */
export interface Caption {
  readonly bundle: Bundle;
  readonly x: number;
  /** Baselines of its two lines. */
  readonly head: number;
  readonly tail: number;
  /** What the text covers at most. */
  readonly rect: Rect;
}

/** Distance between a line and the text above it. */
const LIFT = 6;
/** From a line down to the baseline of the text below it. */
const DROP = SIZE.small + 3;
/** From one baseline to the next. */
const LEADING = SIZE.label + 3;

export function captionsOf(layout: Layout): readonly Caption[] {
  return layout.wires.flatMap((wire) => (wire.bundle.shape === "metrics" ? underRail(layout, wire) : atWalls(layout, wire)));
}

/** The head above the line and the tail below it, next to the cards where it begins: once in each channel. */
function atWalls(layout: Layout, wire: Wire): readonly Caption[] {
  return [...layout.columns.keys()].flatMap((channel) => {
    const touch = labelTouch(wire, channel);
    const y = touch === undefined ? undefined : layout.channels.ys.get(touch);
    if (touch === undefined || y === undefined) return [];
    return [caption(wire, layout.labelX(channel) + headRoom(touch), y - LIFT, y + DROP)];
  });
}

/** Both lines below the rail, where nothing branches off. */
function underRail(layout: Layout, wire: Wire): readonly Caption[] {
  const rail = layout.rows.rails.get(wire);
  if (rail === undefined) return [];
  const { paths } = drawnOf(layout, wire);
  const left = Math.min(...paths.flat().flatMap((point) => (point.y === rail ? [point.x] : [])));
  return [caption(wire, left + 8, rail + DROP + 1, rail + DROP + 1 + LEADING)];
}

function caption({ bundle }: Wire, x: number, head: number, tail: number): Caption {
  const top = head - SIZE.label;
  return { bundle, x, head, tail, rect: { x, y: top, width: captionWidth(bundle), height: tail + 3 - top } };
}
