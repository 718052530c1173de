import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const place = mkdtempSync(join(tmpdir(), "bartizan-secrets-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

interface Given {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function bartizan(words: readonly string[], { stdin = "", env = {} }: Given = {}) {
  const home = { XDG_CONFIG_HOME: join(place, "home"), NO_COLOR: "1" };
  return spawnSync(join(root, "bin/bartizan"), words, {
    cwd: join(place, "site"),
    encoding: "utf8",
    input: stdin,
    env: { ...process.env, ...home, ...env },
  });
}

const CANARY = 'canary "of $a\\secret\nin two lines';

it("sets, lists and edits secrets, shares them, and tells nobody a value", () => {
  spawnSync(join(root, "bin/bartizan"), ["init", join(place, "site"), "--name", "site"], { env: process.env });
  const vault = join(place, "site/bartizan.vault");
  const said: string[] = [];
  const run = (words: readonly string[], given?: Given): string => {
    const { status, stdout, stderr } = bartizan(["secrets", ...words], given);
    said.push(stdout, stderr);
    expect([status, stderr.includes("BZ_")]).toEqual([0, false]);
    return stdout;
  };
  run(["set", "TOKEN"], { stdin: `${CANARY}\n` });
  expect(statSync(join(place, "home/bartizan/key")).mode & 0o777).toBe(0o600);
  // The editor sees it, in a folder that is its owner's alone and gone afterwards.
  const editor = `sh -c 'stat -c %a "$(dirname "$1")" "$1" >${place}/modes; cp "$1" ${place}/seen; echo "$1" >${place}/path; sed -i s/canary/other/ "$1"; echo NEW=value >>"$1"' _`;
  expect(run(["edit"], { env: { VISUAL: editor } })).toContain("changed: TOKEN, NEW");
  expect(readFileSync(join(place, "modes"), "utf8")).toBe("700\n600\n");
  expect(readFileSync(join(place, "seen"), "utf8")).toBe('TOKEN="canary \\"of \\$a\\\\secret\\nin two lines"\n');
  expect(() => statSync(readFileSync(join(place, "path"), "utf8").trim())).toThrow("ENOENT");
  expect(run(["list"])).toMatch(/^NEW +deploy\nTOKEN +deploy$/m);

  const key = run(["key", "--new"], { env: { XDG_CONFIG_HOME: join(place, "ci") } }).trim();
  run(["recipients", "add", "ci", key, "--may", "deploy"]);
  expect(run(["recipients"])).toContain(`${key}  deploy`);
  const text = readFileSync(join(place, "ci/bartizan/key"), "utf8");
  expect(run(["list"], { env: { BARTIZAN_KEY: text, XDG_CONFIG_HOME: place } })).toContain("TOKEN");
  run(["recipients", "remove", "ci"]);
  expect(run(["list"], { env: { BARTIZAN_KEY: text, XDG_CONFIG_HOME: place } })).toContain("deploy: your key does not open it");
  expect(run(["rotate"])).toContain("Only you can replace: NEW, TOKEN");
  for (const words of [...said, readFileSync(vault, "utf8")]) expect(words).not.toMatch(/canary|other "of|AGE-SECRET/);
  expect(readdirSync(join(place, "site")).filter((it) => it.includes(".new"))).toEqual([]);
}, 120_000);

it("takes no value from the command line, no key that others may read, and no key for what is none", () => {
  const given = bartizan(["secrets", "set", "TOKEN=hush"]);
  expect([given.status, given.stderr]).toEqual([2, expect.stringContaining("a value on the command line")]);
  const open = join(place, "open-key");
  writeFileSync(open, "AGE-SECRET-KEY-1HUSH\n", { mode: 0o644 });
  const refused = bartizan(["secrets", "key"], { env: { BARTIZAN_KEY_FILE: open } });
  expect(refused.stderr).toContain("a key that others may read");
  const ssh = bartizan(["secrets", "recipients", "add", "anna", "ssh-ed25519 AAAA"]);
  expect(ssh.stderr).toContain("BZ_VAULT_RECIPIENT at ssh-ed25519");
  expect(`${given.stderr}${refused.stderr}`).not.toMatch(/hush/i);
  expect(bartizan(["secrets", "recipients", "--lab"]).status).toBe(2);
});
