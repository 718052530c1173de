import type { Rect } from "./layout.ts";
import type { Mark } from "./marks.ts";
import { ALARM, ALARM_WIDTH, BADGE, SIZE } from "./measures.ts";
import { badge, type Numbers } from "./svg-badge.ts";
import { svgText } from "./svg-text.ts";
import { element } from "./xml.ts";

/** What the check says of a host, on the host's upper edge: an outline and a tab for a single point of failure, a number for each rule. */
export function marksSvg(mark: Mark | undefined, rect: Rect, numbers: Numbers): readonly string[] {
  if (mark === undefined) return [];
  const alarm = mark.singlePointOfFailure;
  const tab = alarm && rect.width > ALARM_WIDTH + 16 + BADGE;
  const room = Math.floor((rect.width - 20 - (tab ? ALARM_WIDTH : 0)) / BADGE);
  const shown = mark.rules.length <= room ? mark.rules : mark.rules.slice(0, Math.max(0, room - 1));
  const hidden = mark.rules.length - shown.length;
  const badges = [
    ...shown.flatMap((rule) => numbers.get(rule) ?? []).map((it) => ({ words: String(it.number), severity: it.severity })),
    ...(hidden > 0 ? [{ words: `+${hidden}`, severity: mark.severity }] : []),
  ];
  const right = rect.x + rect.width - 8;
  return [
    ...(alarm ? [outlineSvg(rect)] : []),
    ...(tab ? tabSvg(rect) : []),
    ...badges.map((it, index) => badge(it.words, right - (badges.length - index - 0.5) * BADGE, rect.y, it.severity)),
  ];
}

function outlineSvg({ x, y, width, height }: Rect): string {
  return element("rect", { class: "bz-alarm", x: x - 2, y: y - 2, width: width + 4, height: height + 4, rx: 11 });
}

function tabSvg({ x, y }: Rect): readonly string[] {
  return [
    element("rect", { class: "bz-danger", x: x + 8, y: y - 10, width: ALARM_WIDTH, height: 19, rx: 4 }),
    svgText(ALARM, x + 16, y + 4, { size: SIZE.small, look: "bz-on-danger bz-bold" }),
  ];
}
