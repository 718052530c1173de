import { expect, test } from "vitest";
import { pngOf } from "./png.ts";

/** Width and height as they stand in the first chunk (PNG, 11.2.1). */
function sizeOf(png: Buffer): readonly [number, number] {
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

function svg(width: number, height: number, content = ""): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;
}

test("two pixels for one, unless somebody asks for more or less", () => {
  expect(pngOf(svg(30, 20)).subarray(1, 4).toString()).toBe("PNG");
  expect(sizeOf(pngOf(svg(30, 20)))).toEqual([60, 40]);
  expect(sizeOf(pngOf(svg(30, 20), 0.5))).toEqual([15, 10]);
});

test("texts are drawn", () => {
  const text = '<text x="2" y="15" font-size="14" font-family="sans-serif">lb1</text>';
  expect(pngOf(svg(40, 20, text)).length).toBeGreaterThan(pngOf(svg(40, 20)).length);
});

test("a picture that is too large is made smaller, but not against an explicit wish", () => {
  const [width, height] = sizeOf(pngOf(svg(20_000, 4_000)));
  expect(width * height).toBeLessThanOrEqual(64e6);
  expect(() => pngOf(svg(20_000, 4_000), 2)).toThrowError(
    /BZ_DRAW_SIZE at --scale.*\n {2}found: {3}40000 × 8000 pixels\n {2}allowed: up to 0\.89/,
  );
});
