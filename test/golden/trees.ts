import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import fortress from "../../examples/fortress/bartizan.config.ts";
import survivor from "../../examples/survivor/bartizan.config.ts";
import tiers from "../../examples/tiers/bartizan.config.ts";
import whiteboard from "../../examples/whiteboard/bartizan.config.ts";
import { checkConfig } from "../../src/config/check.ts";
import { resolveConfig } from "../../src/config/resolve.ts";
import type { Infrastructure } from "../../src/model/infrastructure.ts";

export const examples = { whiteboard, fortress, survivor, tiers };

const UPDATE = process.env.UPDATE_GOLDEN === "1";

/** What examples are compiled with. */
export const inputs = {
  caCertificate: "-----BEGIN CERTIFICATE-----\n(the certificate of the infrastructure's own CA)\n-----END CERTIFICATE-----\n",
  groupCertificate: "-----BEGIN CERTIFICATE-----\n(the certificate of the CA of Galera's nodes)\n-----END CERTIFICATE-----\n",
  siteCertificate: "-----BEGIN CERTIFICATE-----\n(the certificate of the CA that people trust)\n-----END CERTIFICATE-----\n",
  releaseId: "0123456789ab",
};

export function infraOf(name: keyof typeof examples): Infrastructure {
  const checked = checkConfig(examples[name]);
  if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
  return resolveConfig(checked.config, `/examples/${name}`).infra;
}

/** Paths below a folder, of files alone. */
function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => relative(folder, join(it.parentPath, it.name)))
    .sort();
}

/** Tests that a folder beside this file holds these texts, by their paths below it, and nothing else; or writes it anew. */
export function holds(name: string, wanted: ReadonlyMap<string, string>): void {
  const folder = fileURLToPath(new URL(name, import.meta.url));
  if (UPDATE) {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, text] of wanted) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }

  test(`${name}: the tree holds the files that are generated, no more and no less`, () => {
    expect(filesBelow(folder)).toEqual([...wanted.keys()].sort());
  });

  test.each([...wanted])(`${name}: %s`, (path, text) => {
    expect(readFileSync(join(folder, path), "utf8"), "npm run golden writes it anew").toBe(text);
  });
}
