import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fingerprint, keyOfLine } from "../util/ssh-key.ts";
import verbs from "./authorized-keys.sh";
import { meansKey } from "./authorized-keys.ts";

const ANNA = "AAAAC3NzaC1lZDI1NTE5AAAAIE9xrZ2hQd0YvN2cJ8v7bS0q3mJ0m7o5N1hV3c4T6u8W";
const BEN = "AAAAC3NzaC1lZDI1NTE5AAAAIAvL1pQ7c0G8b0u8dV0V5yXqkS0g1oW2n3R4f5T6y7U8";
const LINES = `# people\nssh-ed25519 ${ANNA} anna@laptop\n\nfrom="10.0.0.0/8",command="echo \\"hi there\\"" ssh-ed25519 ${BEN} ben at work\n`;

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "bartizan-keys-"));
  mkdirSync(join(home, ".ssh"));
  writeFileSync(join(home, ".ssh/authorized_keys"), LINES, { mode: 0o600 });
  writeFileSync(join(home, "getent"), `#!/bin/sh\nprintf 'ann:x:0:0::${home}:/bin/sh\\nnobody:x:9:9::/nowhere:/bin/false\\n'\n`);
  chmodSync(join(home, "getent"), 0o755);
});
afterEach(() => rmSync(home, { recursive: true }));

const file = (): string => readFileSync(join(home, ".ssh/authorized_keys"), "utf8");
function run(verb: string): string {
  const { status, stdout, stderr } = spawnSync("sh", ["-s"], {
    input: `set -eu\n${verbs}\n${verb}\n`,
    env: { PATH: `${home}:/usr/bin:/bin` },
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

it("finds the keys of all accounts, with and without options", () => {
  const keys = run("list")
    .trim()
    .split("\n")
    .map((line) => keyOfLine(line.replace(/^ann /, "")));
  expect(keys.map((it) => [it?.key, it?.comment]).sort()).toEqual([
    [BEN, "ben at work"],
    [ANNA, "anna@laptop"],
  ]);
});

it("takes a key away, and keeps what was there until it is known that somebody still comes in", () => {
  run(`remove ${ANNA}`);
  expect(file()).not.toContain(ANNA);
  expect(file()).toContain(BEN);
  expect(statSync(join(home, ".ssh/authorized_keys")).mode & 0o777).toBe(0o600);
  run("back");
  expect(file()).toBe(LINES);
  run(`remove '${ANNA}\n${BEN}'`);
  expect(file()).toBe("# people\n\n");
  run("keep");
  run("back");
  expect(file()).toBe("# people\n\n");
});

it("knows a key by a file, itself, its fingerprint or its comment", () => {
  const key = { type: "ssh-ed25519", key: ANNA, comment: "anna@laptop" };
  writeFileSync(join(home, "id.pub"), `ssh-ed25519 ${ANNA} another comment\n`);
  const { stdout } = spawnSync("ssh-keygen", ["-lf", join(home, "id.pub")], { encoding: "utf8" });
  expect(stdout.split(" ")[1]).toBe(fingerprint(key));
  for (const word of [join(home, "id.pub"), `ssh-ed25519 ${ANNA}`, fingerprint(key), "anna@laptop"])
    expect(meansKey(word, key), word).toBe(true);
  for (const word of ["anna", `ssh-ed25519 ${BEN} anna@laptop`, "SHA256:other"]) expect(meansKey(word, key), word).toBe(false);
  expect(keyOfLine("# ssh-ed25519 without a key")).toBeUndefined();
});
