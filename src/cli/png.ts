import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { fail } from "../util/errors.ts";

/** Files of a family that has both weights, by the names they have on Debian, macOS and Windows. */
const FAMILIES: readonly { readonly family: string; readonly files: readonly [string, string] }[] = [
  { family: "DejaVu Sans", files: ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"] },
  { family: "Liberation Sans", files: ["LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"] },
  { family: "Noto Sans", files: ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"] },
  { family: "Arial", files: ["Arial.ttf", "Arial Bold.ttf"] },
  { family: "Segoe UI", files: ["segoeui.ttf", "segoeuib.ttf"] },
];

const FOLDERS = [
  "/usr/share/fonts",
  "/usr/local/share/fonts",
  join(homedir(), ".local/share/fonts"),
  join(homedir(), ".fonts"),
  "/System/Library/Fonts/Supplemental",
  "/Library/Fonts",
  "C:\\Windows\\Fonts",
];

/** A picture of this many pixels takes half a gigabyte of memory on its way. */
const MOST_PIXELS = 64e6;

type Fonts = NonNullable<NonNullable<ConstructorParameters<typeof Resvg>[1]>["font"]>;

/**
 * The picture in pixels, `scale` of them for one of the SVG; fewer when there would be too many and no scale was asked for. Throws
 * `BZ_DRAW_FONTS` when this machine has no font to write with, `BZ_DRAW_SIZE` when the scale that was asked for is too large.
 */
export function pngOf(svg: string, scale?: number): Buffer {
  const font = fontsHere();
  const { width, height } = new Resvg(svg, { font });
  const largest = Math.floor(Math.sqrt(MOST_PIXELS / (width * height)) * 1000) / 1000;
  if (scale !== undefined && scale > largest) {
    const found = `${Math.round(width * scale)} × ${Math.round(height * scale)} pixels`;
    throw fail("BZ_DRAW_SIZE", { where: "--scale", found, allowed: `up to ${largest} for this picture` });
  }
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: scale ?? Math.min(2, largest) } }).render().asPng();
}

/** Fonts that are known to hold what is written; else whatever there is, as long as something can be read. */
function fontsHere(): Fonts {
  const files = new Map(FOLDERS.flatMap(filesBelow));
  for (const { family, files: names } of FAMILIES) {
    const [regular, bold] = names.map((name) => files.get(name));
    if (regular === undefined || bold === undefined) continue;
    const fonts = { loadSystemFonts: false, fontFiles: [regular, bold], defaultFontFamily: family, sansSerifFamily: family };
    if (writes(fonts)) return fonts;
  }
  const fonts = { loadSystemFonts: true };
  if (writes(fonts)) return fonts;
  throw fail("BZ_DRAW_FONTS", {});
}

function filesBelow(folder: string): readonly (readonly [string, string])[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((it) =>
      it.isDirectory() ? [] : [[it.name, join(it.parentPath, it.name)] as const],
    );
  } catch {
    // Most of the folders belong to other systems.
    return [];
  }
}

/** Whether a letter leaves a trace. */
function writes(font: Fonts): boolean {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text x="2" y="16" font-size="16" font-family="sans-serif">M</text></svg>';
  return new Resvg(svg, { font }).render().pixels.some((byte) => byte !== 0);
}
