import { afterEach, expect, it, vi } from "vitest";
import { sourceOf, Trouble } from "./source.ts";

afterEach(() => vi.unstubAllGlobals());

const page = (saved?: unknown): Document =>
  ({ getElementById: () => (saved === undefined ? null : { textContent: JSON.stringify(saved) }) }) as unknown as Document;

it("answers from what was saved, tells apart what was not asked and what was not answered, and changes nothing", async () => {
  const source = sourceOf(
    page({ at: 1000, site: {}, picture: "<svg/>", runbooks: {}, answers: { "/api/alerts": { data: [] }, "/api/rules": null } }),
  );
  expect(source.savedAt).toBe(1000);
  expect(await source.ask("/api/alerts")).toEqual({ data: [] });
  await expect(source.ask("/api/rules")).rejects.toThrow("did not answer this when the page was saved");
  await expect(source.ask("/api/other")).rejects.toThrow("This was not saved.");
  await expect(source.silence({})).rejects.toThrow(Trouble);
  await expect(source.endSilence("1")).rejects.toThrow(Trouble);
});

it("says in words for people why a monitor gives no answer", async () => {
  const source = sourceOf(page());
  const answers = (response: () => Promise<Response>): unknown => vi.stubGlobal("fetch", response);
  answers(async () => Promise.reject(new TypeError("fetch failed")));
  await expect(source.ask("/api/alerts")).rejects.toThrow("Is `bartizan console` still running?");
  answers(async () => Promise.reject(new DOMException("late", "TimeoutError")));
  await expect(source.ask("/api/alerts")).rejects.toThrow("does not answer in time");
  answers(async () => new Response("", { status: 502 }));
  await expect(source.ask("/api/alerts")).rejects.toThrow("`bartizan logs monitor` tells why");
  answers(async () => new Response("cannot parse query", { status: 422 }));
  await expect(source.ask("/api/alerts")).rejects.toThrow("refused the question (422): cannot parse query");
});
