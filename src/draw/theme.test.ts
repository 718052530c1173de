import { expect, test } from "vitest";
import { PALETTES } from "./theme.ts";

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, two: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(two)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test.each(Object.entries(PALETTES))("%s: texts stand out by 4.5 (WCAG 1.4.3) from all they stand on", (_, it) => {
  for (const ground of [it.page, it.host, it.card]) {
    for (const ink of [it.ink, it.muted, it.danger]) expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  }
  expect(contrast(it.onDanger, it.danger)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(it.warning, it.page)).toBeGreaterThanOrEqual(4.5);
});

test.each(Object.entries(PALETTES))("%s: lines and walls stand out by 3 (WCAG 1.4.11)", (_, it) => {
  for (const line of [...Object.values(it.lines), it.frame, it.brick]) expect(contrast(line, it.page)).toBeGreaterThanOrEqual(3);
});
