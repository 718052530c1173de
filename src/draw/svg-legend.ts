import { ENCRYPTION_WORDS } from "../model/flow.ts";
import { icon } from "./icons.ts";
import { MARGIN, SIZE } from "./measures.ts";
import { ARROW } from "./paths.ts";
import type { Bundle, HostNode, Scene } from "./scene.ts";
import { badge, type Numbers } from "./svg-badge.ts";
import { headSvg, lineClasses } from "./svg-lines.ts";
import { svgText } from "./svg-text.ts";
import { shortened, textWidth } from "./text-width.ts";
import { element } from "./xml.ts";

/** Something that is explained: a drawing of it, and what it means. */
interface Entry {
  readonly words: string;
  /** Width of the drawing. */
  readonly width: number;
  /** Draws it with its middle at this height. */
  readonly draw: (x: number, y: number) => string;
}

/** A block at the foot of the picture, and its lower edge. */
export interface LegendBlock {
  readonly svg: readonly string[];
  readonly bottom: number;
}

const ROW = 26;
const SAMPLE = 46;

/** What the lines and signs in this picture mean; signs that do not occur are left out. */
export function legendSvg(scene: Scene, top: number, width: number): LegendBlock {
  const svg = [svgText("legend", MARGIN, top, { size: SIZE.heading, look: "bz-ink bz-bold" })];
  let x = MARGIN;
  let y = top + ROW;
  for (const { words, width: sample, draw } of entriesOf(scene)) {
    const needed = sample + 8 + textWidth(words, SIZE.small);
    if (x > MARGIN && x + needed > width - MARGIN) {
      x = MARGIN;
      y += ROW;
    }
    svg.push(draw(x, y), svgText(words, x + sample + 8, y + 4, { size: SIZE.small, look: "bz-muted" }));
    x += needed + 28;
  }
  return { svg, bottom: y + ROW / 2 };
}

function entriesOf(scene: Scene): readonly Entry[] {
  const hosts = scene.nodes.filter((node) => node.kind === "host");
  const lines = (["none", "tls-unverified", "tls", "mutual-tls", "ssh"] as const).filter((it) =>
    scene.bundles.some((bundle) => bundle.encryption === it),
  );
  return [
    ...lines.map(lineEntry),
    ...(scene.bundles.some((it) => it.from.length > 1 && it.to.length > 1) ? [branchEntry] : []),
    ...(scene.bundles.some((it) => it.to.some((end) => end.standby)) ? [standbyEntry] : []),
    ...(scene.bundles.some((it) => it.shape === "replication") ? [copyEntry] : []),
    ...hostEntries(hosts),
  ];
}

function lineEntry(encryption: Bundle["encryption"]): Entry {
  const words = { ...ENCRYPTION_WORDS, none: "in clear: can be read and changed on the way" }[encryption];
  const draw = (x: number, y: number): string => {
    const d = `M${x} ${y}H${x + SAMPLE}`;
    const core = encryption === "mutual-tls" ? element("path", { class: "bz-core", d }) : "";
    return element("g", { class: lineClasses(encryption, false) }, element("path", { class: "bz-stroke", d }) + core);
  };
  return { words, width: SAMPLE, draw };
}

function headEntry(words: string, copy: boolean, standby: boolean): Entry {
  const draw = (x: number, y: number): string =>
    element(
      "g",
      { class: lineClasses("tls", false) },
      element("path", { class: "bz-stroke", d: `M${x} ${y}H${x + SAMPLE - ARROW}` }) +
        headSvg({ x: x + SAMPLE, y, to: "right", standby }, copy),
    );
  return { words, width: SAMPLE, draw };
}

const branchEntry: Entry = {
  words: "branches: each to each",
  width: SAMPLE,
  draw: (x, y) => {
    const ways = [`M${x} ${y}H${x + SAMPLE}`, `M${x + SAMPLE / 2} ${y - 9}V${y + 9}`];
    const dot = element("circle", { class: "bz-dot", cx: x + SAMPLE / 2, cy: y, r: 3.6 });
    return element("g", { class: lineClasses("tls", false) }, ways.map((d) => element("path", { class: "bz-stroke", d })).join("") + dot);
  },
};
const standbyEntry = headEntry("open, used after a change-over", false, true);
const copyEntry = headEntry("the way data is copied", true, false);

function hostEntries(hosts: readonly HostNode[]): readonly Entry[] {
  const sign = (words: string, name: Parameters<typeof icon>[0], look: string): Entry => ({
    words,
    width: 16,
    draw: (x, y) => icon(name, x, y - 8, look),
  });
  const some = (test: (node: HostNode) => boolean): boolean => hosts.some(test);
  return [
    ...(some((it) => it.firewall === "bartizan") ? [sign("firewall: nothing gets in but what is drawn", "wall", "bz-wall")] : []),
    ...(some((it) => it.firewall === "other") ? [{ words: "a firewall that is not Bartizan's", width: 26, draw: hatchSample }] : []),
    ...(some((it) => it.monitoring !== "none") ? [sign("monitoring client", "client", "bz-line-muted")] : []),
    ...(some((it) => it.cards.some((card) => card.endsTls || card.certificate !== undefined))
      ? [sign("certificate: TLS ends here", "lock", "bz-line-ink")]
      : []),
    ...(some((it) => it.hosts.length > 1) ? [{ words: "hosts that are alike", width: 26, draw: stackSample }] : []),
    ...(some((it) => it.mark?.singlePointOfFailure === true)
      ? [{ words: "its loss alone is an outage", width: 26, draw: alarmSample }]
      : []),
  ];
}

function hatchSample(x: number, y: number): string {
  return element("rect", { x, y: y - 7, width: 26, height: 14, rx: 4, fill: "url(#bz-hatch)" });
}

function stackSample(x: number, y: number): string {
  return [6, 3, 0]
    .map((step) => element("rect", { class: "bz-host", x: x + step, y: y - 6 - step + 3, width: 26 - 2 * step, height: 10, rx: 3 }))
    .join("");
}

function alarmSample(x: number, y: number): string {
  return element("rect", { class: "bz-alarm", x: x + 1, y: y - 7, width: 24, height: 14, rx: 4 });
}

/** What the check finds, by the numbers in the picture. */
export function remarksSvg(scene: Scene, numbers: Numbers, top: number, width: number): LegendBlock {
  if (scene.remarks.length === 0) return { svg: [], bottom: top };
  const columns = Math.max(1, Math.min(3, Math.floor((width - 2 * MARGIN) / 520)));
  const each = (width - 2 * MARGIN) / columns;
  const rows = Math.ceil(scene.remarks.length / columns);
  const y = top + 24;
  const heading = "what the check finds";
  const svg = [
    svgText(heading, MARGIN, y, { size: SIZE.heading, look: "bz-ink bz-bold" }),
    svgText("filled: an error; outlined: a warning", MARGIN + textWidth(heading, SIZE.heading, "bold") + 14, y, {
      size: SIZE.small,
      look: "bz-muted",
    }),
  ];
  for (const [index, { rule, text: words }] of scene.remarks.entries()) {
    const x = MARGIN + Math.floor(index / rows) * each;
    const middle = y + ROW * (1 + (index % rows));
    const its = numbers.get(rule);
    const name = textWidth(rule, SIZE.small, "bold");
    svg.push(
      badge(its?.number ?? 0, x + 8, middle, its?.severity ?? "warning"),
      svgText(rule, x + 24, middle + 4, { size: SIZE.small, look: "bz-ink bz-bold" }),
      svgText(shortened(words, each - name - 60, SIZE.small), x + 32 + name, middle + 4, { size: SIZE.small, look: "bz-muted" }),
    );
  }
  return { svg, bottom: y + ROW * rows + ROW / 2 };
}
