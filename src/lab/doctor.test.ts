import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KEYRING, node, PROGRAMS } from "./doctor.ts";
import { LXCFS } from "./own-view.ts";

test("the lowest version of Node is that of package.json", () => {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };
  expect(engines.node).toBe(">=20.12");
  expect(node("20.12.0").ok).toBe(true);
  expect(node("22.0.0").ok).toBe(true);
  expect(node("20.11.9")).toEqual({ name: "node", ok: false, found: "20.11.9", mend: "Install Node.js 20.12 or newer." });
});

test("scripts/lab-packages installs what the doctor looks for", () => {
  const script = readFileSync("scripts/lab-packages", "utf8");
  const listed = /^packages=\(([^)]*)\)/m.exec(script)?.[1]?.trim().split(/\s+/).sort();
  expect(listed).toEqual([...new Set([...PROGRAMS.map(([, debian]) => debian), KEYRING[1], LXCFS[1]])].sort());
});
