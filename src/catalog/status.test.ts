import { existsSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import type { StatusFace } from "../kit/faces/status.ts";
import { PARTS } from "./registry.ts";
import { STATUS } from "./status.ts";

const folder = new URL("../parts/", import.meta.url);

it("is what the console's page gets: what each status.ts shows, in the same order", async () => {
  const names = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/status.ts`, folder)));
  expect(PARTS.flatMap((part) => (part.status === undefined ? [] : [part.name])).sort()).toEqual(names.sort());
  const faces = await Promise.all(
    names.map(async (name) => {
      const module = (await import(`../parts/${name}/status.ts`)) as Record<string, object>;
      return Object.values(module).filter((it): it is StatusFace => "rows" in it);
    }),
  );
  expect(
    faces
      .flat()
      .sort((a, b) => a.place - b.place)
      .map((it) => it.key),
  ).toEqual(STATUS.map((it) => it.key));
});

it("has one part for each key, place and title", () => {
  for (const of of [STATUS.map((it) => it.key), STATUS.map((it) => it.place), STATUS.map((it) => it.table.title)])
    expect(new Set<unknown>(of).size).toBe(STATUS.length);
});
