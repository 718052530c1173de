import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { plainText } from "../util/plain-text.ts";
import { parseFacts } from "./facts-parse.ts";
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
