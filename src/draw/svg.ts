import { escapeXml } from "../util/xml.ts";
import { captionsOf } from "./captions.ts";
import { icon } from "./icons.ts";
import { type Frame, type Layout, layoutOf } from "./layout.ts";
import { MARGIN, SIZE } from "./measures.ts";
import { drawnOf } from "./paths.ts";
import type { Scene } from "./scene.ts";
import { type Numbers, numbersOf } from "./svg-badge.ts";
import { nodeSvg } from "./svg-host.ts";
import { legendSvg, remarksSvg } from "./svg-legend.ts";
import { captionSvg, isQuiet, lineSvg, sentenceOf } from "./svg-lines.ts";
import { marksSvg } from "./svg-marks.ts";
import { svgText } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";
import { styleSheet, type Theme } from "./theme.ts";
import { element } from "./xml.ts";

/** Faces that are common on the systems of readers; boxes have room for the widest of them. */
const FONTS = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** The picture as one SVG document without scripts, fonts or links. */
export function svgOf(scene: Scene, theme: Theme): string {
  const layout = layoutOf(scene);
  const numbers = numbersOf(scene.remarks);
  const width = Math.ceil(Math.max(layout.right, MARGIN + titleWidth(scene)) + MARGIN);
  const legend = legendSvg(scene, layout.bottom + 34, width);
  const remarks = remarksSvg(scene, numbers, legend.bottom, width);
  const height = Math.ceil(remarks.bottom + MARGIN / 2);
  const drawn = layout.wires.map((wire) => drawnOf(layout, wire));
  const quietFirst = [...drawn.filter((it) => isQuiet(it.bundle)), ...drawn.filter((it) => !isQuiet(it.bundle))];
  const svg = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "bz-picture",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "font-family": FONTS,
      role: "img",
      "aria-labelledby": "bz-title bz-desc",
    },
    [
      `<title id="bz-title">${escapeXml(`${scene.name}: ${scene.domain}`)}</title>`,
      `<desc id="bz-desc">${escapeXml(describe(scene))}</desc>`,
      `<style>\n${styleSheet(theme)}\n</style>`,
      `<defs>${patterns()}</defs>`,
      element("rect", { class: "bz-page", width, height }),
      ...titleSvg(scene),
      ...layout.frames.flatMap((frame) => frameSvg(frame, numbers)),
      ...headingsSvg(layout),
      ...quietFirst.map(lineSvg),
      ...layout.nodes.flatMap((placed) => {
        const size = layout.rows.sizes.get(placed.node.id);
        return size === undefined ? [] : [nodeSvg(placed, size, numbers)];
      }),
      ...captionsOf(layout).flatMap((caption) => captionSvg(caption, numbers)),
      element("g", { class: "bz-legend" }, [...legend.svg, ...remarks.svg]),
    ],
  );
  return `${svg}\n`;
}

function titleWidth(scene: Scene): number {
  return Math.max(
    textWidth(scene.name, SIZE.title, "bold") + 16 + textWidth(scene.domain, SIZE.title),
    textWidth(scene.summary, SIZE.subtitle),
  );
}

function titleSvg(scene: Scene): readonly string[] {
  const x = MARGIN + textWidth(scene.name, SIZE.title, "bold") + 16;
  return [
    svgText(scene.name, MARGIN, MARGIN + 26, { size: SIZE.title, look: "bz-ink bz-bold" }),
    svgText(scene.domain, x, MARGIN + 26, { size: SIZE.title, look: "bz-muted" }),
    svgText(scene.summary, MARGIN, MARGIN + 52, { size: SIZE.subtitle, look: "bz-muted" }),
  ];
}

function frameSvg({ kind, title, rect, mark }: Frame, numbers: Numbers): readonly string[] {
  const { x, y, width, height } = rect;
  const sign = kind === "internet" ? [icon("internet", x + 14, y + 11, "bz-line-muted")] : [];
  return [
    element("rect", { class: `bz-frame bz-${kind}`, x, y, width, height, rx: 14 }),
    ...sign,
    svgText(title, x + (sign.length > 0 ? 38 : 16), y + 24, { size: SIZE.heading, look: "bz-muted bz-bold" }),
    ...marksSvg(mark, rect, numbers),
  ];
}

function headingsSvg({ columns, headingY }: Layout): readonly string[] {
  return columns.flatMap(({ title, x, width }) =>
    title === "" ? [] : [svgText(title, x + width / 2, headingY, { size: SIZE.heading, look: "bz-ink bz-bold", anchor: "middle" })],
  );
}

/** Bricks, and hatching. */
function patterns(): string {
  const brick = (x: number, y: number, width: number): string => element("rect", { class: "bz-brick", x, y, width, height: 3 });
  const bricks = [
    element("rect", { class: "bz-mortar", width: 16, height: 8 }),
    brick(0.5, 0.5, 15),
    brick(0, 4.5, 7.5),
    brick(8.5, 4.5, 7.5),
  ].join("");
  const hatch =
    element("rect", { class: "bz-mortar", width: 8, height: 8 }) + element("path", { class: "bz-brick", d: "M0 8L8 0V4L4 8ZM0 0H4L0 4Z" });
  return (
    element("pattern", { id: "bz-bricks", patternUnits: "userSpaceOnUse", width: 16, height: 8 }, bricks) +
    element("pattern", { id: "bz-hatch", patternUnits: "userSpaceOnUse", width: 8, height: 8 }, hatch)
  );
}

/** The picture in words. */
function describe(scene: Scene): string {
  const hosts = scene.nodes.flatMap((node) =>
    node.kind === "host" ? [`${node.title} (${node.cards.map((card) => card.title).join(", ")})`] : [],
  );
  const lines = scene.bundles.filter((bundle) => bundle.label !== undefined).map(sentenceOf);
  const alarms = scene.nodes.flatMap((node) => (node.kind === "host" && node.mark?.singlePointOfFailure === true ? [node.title] : []));
  const single = alarms.length === 0 ? "" : ` Single points of failure: ${alarms.join(", ")}.`;
  return `${scene.summary}. Hosts: ${hosts.join("; ")}. Flows: ${lines.join("; ")}.${single}`;
}
