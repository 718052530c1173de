import fc from "fast-check";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { escapeXml } from "./xml.ts";

test("what has a meaning in XML is escaped", () => {
  expect(escapeXml(`<a b="c" d='e'>&`)).toBe("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
});

test("any text can be read back from an attribute and from an element, save for what XML cannot hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const parser = new SaxesParser();
      const read: string[] = [];
      parser.on("text", (it) => read.push(it));
      parser.on("opentag", (tag) => read.push(String(tag.attributes.a)));
      parser.on("error", (error) => {
        throw error;
      });
      parser.write(`<e a="${escapeXml(text)}">${escapeXml(text)}</e>`).close();
      const held = text
        .replaceAll("\r\n", "\n")
        .replaceAll("\r", "\n")
        .replaceAll(/[^\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\u{fffd}");
      // XML 1.0, 3.3.3: white space in attributes is normalised to spaces.
      expect(read).toEqual([held.replaceAll(/[\t\n]/g, " "), ...(held === "" ? [] : [held])]);
    }),
    { seed: 3 },
  );
});
