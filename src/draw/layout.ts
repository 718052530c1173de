import { type Channels, channelsOf } from "./channels.ts";
import type { Mark } from "./marks.ts";
import { ARROW_ROOM, BADGE, FRAME_PAD, FRAME_TITLE, LANE, MARGIN, SIZE } from "./measures.ts";
import { type Rows, rowsOf } from "./rows.ts";
import type { Bundle, Scene, SceneNode } from "./scene.ts";
import { textWidth } from "./text-width.ts";
import type { Touch } from "./touches.ts";
import { type Wire, wiresOf } from "./wires.ts";

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode {
  readonly node: SceneNode;
  readonly rect: Rect;
}

export interface Frame {
  readonly kind: "internet" | "network" | "zone";
  readonly title: string;
  readonly rect: Rect;
  readonly mark: Mark | undefined;
}

/** A column's place from left to right. */
export interface PlacedColumn {
  readonly title: string;
  readonly x: number;
  readonly width: number;
}

/** Where everything is. */
export interface Layout {
  readonly scene: Scene;
  readonly wires: readonly Wire[];
  readonly rows: Rows;
  readonly channels: Channels;
  readonly nodes: readonly PlacedNode[];
  readonly frames: readonly Frame[];
  readonly columns: readonly PlacedColumn[];
  /** Where a wire runs up and down in a channel. */
  readonly laneX: (wire: Wire, channel: number) => number;
  /** Room for texts at the left of a channel: its left edge. */
  readonly labelX: (channel: number) => number;
  readonly headingY: number;
  /** Right and lower edge of the frames. */
  readonly right: number;
  readonly bottom: number;
}

/** Room for the title of the picture. */
const HEAD = 84;
const LABEL_PAD = 12;
/** A channel with no lines. */
const EMPTY_CHANNEL = 44;

export function layoutOf(scene: Scene): Layout {
  const wires = wiresOf(scene);
  const frameTop = HEAD + MARGIN;
  const zones = scene.bands.some((title) => title !== undefined);
  const headingY = frameTop + FRAME_TITLE + 22;
  const rows = rowsOf(scene, wires, headingY + 14);
  const channels = channelsOf(wires, rows, scene.columns.length);
  const across = columnsOf(scene, wires, rows, channels, zones);
  const firstTier = scene.columns.findIndex((column) => column.kind === "tier");
  const bottom = rows.bottom + (zones ? FRAME_PAD : 0);
  const frames = framesOf(scene, rows, across, { top: frameTop, bottom, zoneLeft: (across.columns[firstTier]?.x ?? 0) - 20 });
  return {
    scene,
    wires,
    rows,
    channels,
    nodes: scene.nodes.map((node): PlacedNode => {
      const column = across.columns[node.column];
      const size = rows.sizes.get(node.id);
      return { node, rect: { x: column?.x ?? 0, y: rows.tops.get(node.id) ?? 0, width: column?.width ?? 0, height: size?.height ?? 0 } };
    }),
    frames,
    columns: across.columns,
    laneX: (wire, channel) => (across.lanesX[channel] ?? 0) + (channels.lanes.get(channel)?.indexOf(wire) ?? 0) * LANE,
    labelX: (channel) => across.labelsX[channel] ?? 0,
    headingY,
    right: across.right,
    bottom,
  };
}

interface Across {
  readonly columns: readonly PlacedColumn[];
  readonly labelsX: readonly number[];
  readonly lanesX: readonly number[];
  /** Left edge of the frame of all hosts, and the right one. */
  readonly networkLeft: number;
  readonly right: number;
}

/** From left to right: a column, the texts of the lines that leave it, their lanes, room for arrows, the next column. */
function columnsOf(scene: Scene, wires: readonly Wire[], rows: Rows, channels: Channels, zones: boolean): Across {
  const columns: PlacedColumn[] = [];
  const labelsX: number[] = [];
  const lanesX: number[] = [];
  const hasOutside = scene.nodes.some((node) => node.column === 0);
  let x = MARGIN + (hasOutside ? FRAME_PAD : 0);
  let networkLeft = x;
  for (const [index, column] of scene.columns.entries()) {
    const widths = scene.nodes.filter((node) => node.column === index).map((node) => rows.sizes.get(node.id)?.width ?? 0);
    const width = Math.max(0, ...widths, column.kind === "tier" ? textWidth(column.title, SIZE.heading, "bold") : 0);
    columns.push({ title: column.title, x, width });
    x += width + (index === 0 ? FRAME_PAD : 0) + LABEL_PAD;
    labelsX.push(x);
    const labels = wires.flatMap((wire) => {
      const touch = labelTouch(wire, index);
      return touch === undefined ? [] : [captionWidth(wire.bundle) + headRoom(touch)];
    });
    const lanes = channels.lanes.get(index)?.length ?? 0;
    x += Math.max(0, ...labels);
    if (labels.length > 0) x += LABEL_PAD;
    if (index === 0) {
      networkLeft = x;
      x += FRAME_PAD;
    }
    lanesX.push(x);
    x += Math.max(0, lanes - 1) * LANE;
    const last = index === scene.columns.length - 1;
    if (last) x += lanes > 0 ? FRAME_PAD : 0;
    else x += lanes > 0 ? ARROW_ROOM : EMPTY_CHANNEL - LABEL_PAD;
    if (zones && scene.columns[index + 1]?.kind === "tier" && column.kind !== "tier") x += FRAME_PAD;
  }
  return { columns, labelsX, lanesX, networkLeft, right: x + FRAME_PAD };
}

interface Edges {
  readonly top: number;
  readonly bottom: number;
  readonly zoneLeft: number;
}

function framesOf(scene: Scene, rows: Rows, across: Across, edges: Edges): readonly Frame[] {
  const height = edges.bottom - edges.top;
  const first = across.columns[0];
  const outside = scene.nodes.some((node) => node.column === 0);
  const internet: Frame = {
    kind: "internet",
    title: "internet",
    rect: { x: MARGIN, y: edges.top, width: (first?.width ?? 0) + 2 * FRAME_PAD, height },
    mark: undefined,
  };
  const network: Frame = {
    kind: "network",
    title: scene.network,
    rect: { x: across.networkLeft, y: edges.top, width: across.right - across.networkLeft, height },
    mark: undefined,
  };
  const zones = rows.stripes.flatMap((stripe, index): readonly Frame[] => {
    if (scene.bands.length === 1 && stripe.title === undefined) return [];
    const rect = { x: edges.zoneLeft, y: stripe.top, width: across.right - FRAME_PAD / 2 - edges.zoneLeft, height: stripe.height };
    return [
      { kind: "zone", title: scene.bands[index] === undefined ? "no zone" : `zone ${stripe.title}`, rect, mark: scene.bandMarks[index] },
    ];
  });
  return [...(outside ? [internet] : []), network, ...zones];
}

/** Where a wire's text stands in a channel: at the uppermost of its ends at the left, where it begins if it does so at the left. */
export function labelTouch(wire: Wire, channel: number): Touch | undefined {
  if (wire.bundle.label === undefined) return undefined;
  const all = wire.touches.filter((touch) => touch.side === "right");
  const sources = all.filter((touch) => touch.source);
  return (sources.length > 0 ? sources : all).find((touch) => touch.channel === channel);
}

/** Room that the head of an arrow takes from the text above it. */
export function headRoom({ arrow, bundle }: Touch): number {
  if (!arrow) return 0;
  return bundle.shape === "replication" ? 12 : 4;
}

export function captionWidth({ label, mark }: Bundle): number {
  if (label === undefined) return 0;
  const badges = mark === undefined ? 0 : mark.rules.length * BADGE + 2;
  return Math.ceil(Math.max(textWidth(label.head, SIZE.label, "bold") + badges, textWidth(label.tail, SIZE.small)));
}
