import fc from "fast-check";
import { expect, test } from "vitest";
import { ago, escapeHtml, renderPage } from "../../../examples/whiteboard/app/src/page.ts";

const now = new Date("2026-01-02T03:04:05Z");
const page = { server: "srv1", key: "k", now };

test("what visitors write stays text", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const escaped = escapeHtml(text);
      expect(escaped).not.toMatch(/[<>"']/);
      const names = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" } as const;
      expect(escaped.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: keyof typeof names) => names[name])).toBe(text);
    }),
  );
  const entry = { id: 1, author: "<i>", message: "</li><script>", server: '"x"', writtenAt: now };
  const html = renderPage({ ...page, entries: [entry] });
  expect(html).toContain("&lt;/li&gt;&lt;script&gt;");
  expect(html).not.toContain("<script>");
});

test("the page says who served it, and asks no other site for anything", () => {
  const html = renderPage({ ...page, entries: [] });
  expect(html).toContain("served by <strong>srv1</strong>");
  expect(html).toContain("Nobody has written yet.");
  expect(html).not.toMatch(/(?:src|href|action)="(?!\/)/);
});

test("without a database it says so", () => {
  expect(renderPage({ ...page, entries: undefined })).toContain("The database does not answer just now.");
});

test.each([
  [0, "just now"],
  [-3, "just now"],
  [12, "12 seconds ago"],
  [60, "1 minute ago"],
  [7199, "1 hour ago"],
  [172_800, "2 days ago"],
])("%d seconds are %s", (seconds, words) => {
  expect(ago(new Date(now.getTime() - seconds * 1000), now)).toBe(words);
});
