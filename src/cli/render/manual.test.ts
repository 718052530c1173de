import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { page, pages } from "../manual.ts";
import { manualLines } from "./manual.ts";

test("links become what can be typed", () => {
  const text =
    "# A\n\nSee [DatabaseDown](DatabaseDown.md), [backups](backups.md#now) and [the RFC](https://example.org).\n\n```sh\nls   # `x`\n```\n\nIts condition: [x](../reference/alerts.md#x).\n";
  expect(manualLines(text).map(stripVTControlCharacters)).toEqual([
    "A",
    "",
    "See DatabaseDown (bartizan explain DatabaseDown), backups (bartizan guide backups) and the RFC.",
    "",
    "    ls   # `x`",
  ]);
});

test("every command that a page of the manual leads to has its page", () => {
  const lines = (["guide", "runbooks"] as const).flatMap((shelf) => pages(shelf).flatMap((name) => manualLines(page(shelf, name))));
  const said = lines.join("\n");
  for (const [, name = ""] of said.matchAll(/bartizan explain ([A-Z][a-z]\w+)/g)) expect(pages("runbooks")).toContain(name);
  for (const [, name = ""] of said.matchAll(/bartizan guide ([\w-]+)/g)) expect(pages("guide")).toContain(name);
});
