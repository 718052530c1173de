import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { plainText } from "../util/plain-text.ts";
import { parseFacts, wholeMegabytes } from "./facts-parse.ts";
import { factsScript } from "./facts-script.ts";
import type { Resource } from "./resource.ts";

it("hears what commands say, as it comes through the door by which all words of a host come in", () => {
  const command = (id: string, check: string): Resource => ({ kind: "command", id, title: id, check: [check], want: "", apply: [":"] });
  const resources = [command("one", "printf 'first\\nof two\\n'"), command("none", ":"), command("odd", "printf 'a\\tb \\033[31mred'")];
  const said = spawnSync("sh", ["-s"], { input: factsScript(resources, new Map()), encoding: "utf8" }).stdout;
  const { observed, os } = parseFacts("h", plainText(said), resources);
  expect(os).not.toBe("");
  expect(Object.fromEntries(observed)).toEqual({
    "command:one": { kind: "command", output: "first\nof two" },
    "command:none": { kind: "command", output: "" },
    "command:odd": { kind: "command", output: "a\tb red" },
  });
});

it.each([
  ["a cloud server of 2 GB", 2_014_552, 2048],
  ["the same with another kernel", 1_967_016, 2048],
  ["one of 4 GB", 3_914_512, 4096],
  ["one of 8 GB", 8_125_440, 8192],
  ["one of 24 GB", 24_684_340, 24_576],
  ["one of 64 GB", 65_765_232, 65_536],
  ["a limit, to the byte", 1_572_864, 1536],
  ["nothing that can be read", Number.NaN, 0],
])("%s has the memory that it was sold with", (_, kib, megabytes) => {
  expect(wholeMegabytes(kib)).toBe(megabytes);
});
