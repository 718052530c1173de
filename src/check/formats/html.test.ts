import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { JUDGED } from "../../../test/fixtures/judged.ts";
import { formatHtml } from "./html.ts";
import { STYLE } from "./html-style.ts";

const page = formatHtml(JUDGED);

/** Colours of the style by scheme and name. */
function colours(): readonly Readonly<Record<string, string>>[] {
  return [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map(([, block = ""]) =>
    Object.fromEntries([...block.matchAll(/--(\w+): (#\w+);/g)].map(([, name, value]) => [name, value])),
  );
}

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((it) => it + it) : (hex.slice(1).match(/../g) ?? []);
  const [red = 0, green = 0, blue = 0] = digits.map((it) => {
    const share = Number.parseInt(it, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe("the page", () => {
  it("is well-formed but for the void elements of HTML", () => {
    const parser = new SaxesParser();
    parser.on("error", (error) => {
      throw error;
    });
    parser.write(page.replace("<!doctype html>\n", "").replaceAll(/<meta [^>]*>/g, "")).close();
    expect(page.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
  });

  it("needs nothing but itself, and runs nothing", () => {
    expect(page).not.toMatch(/<script|<img|<link|@import|url\(|javascript:/);
    expect(page).toContain("default-src 'none'");
  });

  it("shows every finding, with its words as words", () => {
    for (const it of JUDGED.verdict.findings.filter((one) => one.waived === undefined))
      expect(page).toContain(`id="${it.id.replace(">", "&gt;")}"`);
    expect(page).toContain("&lt;can&gt; read &amp; change");
    expect(page).toContain("what <code>passes</code>.");
    expect(page).toContain("node &lt;script&gt;alert(1)");
    expect(page).toContain("The waiver of ops ended on 2026-12-31");
    expect(page).toContain("<td>weak@srv2</td>");
  });

  it("marks what is assumed", () => {
    expect(page).toContain('<td>the machine srv1</td><td class="number">7,996 h</td><td class="number">4.0 h*</td>');
  });

  it("can be read in both schemes: contrasts are at least 4.5 to 1", () => {
    expect(colours().length).toBe(2);
    for (const it of colours()) {
      for (const text of ["text", "soft", "error", "warning", "info"]) {
        for (const ground of ["ground", "card"]) {
          const [light = 0, dark = 0] = [luminance(it[text] ?? ""), luminance(it[ground] ?? "")].sort((a, b) => b - a);
          expect((light + 0.05) / (dark + 0.05), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });
});
