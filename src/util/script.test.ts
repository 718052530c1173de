import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { withParameters } from "./script.ts";

const SCRIPT = `#!/bin/sh
# What it does.
set -eu
: "\${PLACE:?}" "\${MORE?}"
printf '%s|%s\\n' "$PLACE" "$MORE"
`;

it("gives a script what it asks for, whatever the value is", () => {
  const made = withParameters(SCRIPT, { PLACE: "it's $HOME", MORE: "" });
  expect(made.split("\n").slice(0, 2)).toEqual(["#!/bin/sh", "# What it does."]);
  expect(spawnSync("sh", { input: made, encoding: "utf8" }).stdout).toBe("it's $HOME|\n");
});

it("tells at once what is missing or not asked for", () => {
  expect(() => withParameters(SCRIPT, { PLACE: "/" })).toThrow("asks for MORE,PLACE and is given PLACE");
  expect(() => withParameters(SCRIPT, { PLACE: "/", MORE: "", OTHER: "" })).toThrow("OTHER");
});
