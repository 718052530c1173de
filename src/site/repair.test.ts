import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Edit, Finding } from "../kit/faces/finding.ts";
import { drafted, type Repair, readText, repaired } from "./repair.ts";

const whiteboard = readFileSync(new URL("../../examples/whiteboard/bartizan.config.ts", import.meta.url), "utf8");

let dir = "";
let path = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "bartizan-fix-"));
  path = join(dir, "bartizan.config.ts");
  mkdirSync(join(dir, "app"));
});

afterEach(() => rmSync(dir, { recursive: true }));

/** Writes a file and mends it. */
async function mended(text: string, edits: (finding: Finding) => readonly Edit[] | undefined): Promise<Repair> {
  writeFileSync(path, text);
  return repaired(await drafted(path, readText(path), "2027-01-01"), (finding) => {
    const those = edits(finding);
    return those === undefined ? undefined : { finding, title: "Mend it.", edits: those };
  });
}

function ids(repair: Repair): readonly string[] {
  return repair.after.verdict.findings.map((it) => it.id);
}

const mechanical = ({ fix }: Finding): readonly Edit[] | undefined => (fix.kind === "edit" ? fix.edits : undefined);
const encrypt: readonly Edit[] = [{ path: ["tls", "upstream"], value: "verified" }];

describe("mending a file", () => {
  it("does everything mechanical on the whiteboard, and each thing once", async () => {
    const repair = await mended(whiteboard, mechanical);
    // The edit for one hop is the edit for all.
    expect(repair.done.map((it) => it.finding.id)).toEqual(["plaintext-hop@lb1->srv1"]);
    expect(repair.byHand).toEqual([]);
    expect(ids(repair).filter((id) => id.startsWith("plaintext-hop"))).toEqual([]);
    expect(repair.after.text).toBe(whiteboard.replace('terminateAt: "balancer" }', 'terminateAt: "balancer", upstream: "verified" }'));
  });

  it("takes an option: the new hosts stand in the file as the others do", async () => {
    const repair = await mended(whiteboard, ({ rule, fix }) =>
      rule === "lb-spof" && fix.kind === "options" ? fix.options[0]?.edits : undefined,
    );
    expect(ids(repair)).not.toContain("lb-spof@lb1");
    const added = repair.after.text.split("\n").filter((line) => !whiteboard.includes(line));
    expect(added).toEqual([
      expect.stringMatching(/^ {4}lb2: \{ address: "10\.77\.0\.\d+", publicAddress: "203\.0\.113\.\d+", runs: \["balancer"\] \},$/),
      expect.stringMatching(/^ {2}balancer: \{ virtualAddress: "203\.0\.113\.\d+" \},$/),
    ]);
  });

  it("leaves a place alone that is not written out, and says what to write", async () => {
    const text = whiteboard.replace('tls: { certificate: "internal", terminateAt: "balancer" }', "tls: tls()");
    const repair = await mended(
      `${text}\nfunction tls() {\n  return { certificate: "internal", terminateAt: "balancer" } as const;\n}\n`,
      mechanical,
    );
    expect(repair.after.text).toBe(repair.before.text);
    expect(repair.byHand.map((it) => it.error.message)[0]).toMatch(
      /^BZ_FIX_BY_HAND at bartizan\.config\.ts:12: .*\n {2}found: {3}tls\.upstream: it is the result of `tls\(…\)`\n {2}\| write into tls:\n {2}\| {3}upstream: "verified",\n/,
    );
  });

  it("goes back when other values hang on the same place", async () => {
    const text = whiteboard
      .replaceAll('runs: ["web", "app", "database"]', "...server")
      .replace(
        "export default",
        'const server = { runs: ["web", "app", "database"], reliability: { mtbfHours: 8000 } } as const;\n\nexport default',
      );
    const one: readonly Edit[] = [{ path: ["hosts", "srv2", "reliability", "mtbfHours"], value: 9000 }];
    const repair = await mended(text, ({ rule }) => (rule === "lb-spof" ? one : undefined));
    expect(repair.after.text).toBe(repair.before.text);
    expect(repair.byHand[0]?.error.message).toContain("found:   other values of the file depend on the same place");
  });

  it("goes back when the file would no longer load", async () => {
    const guard = 'if (config.tls.upstream !== undefined) throw new Error("not here");';
    const text = `${whiteboard.replace("export default defineInfrastructure(", "const config: any = (")}${guard}\nexport default config;\n`;
    const repair = await mended(text, ({ rule }) => (rule === "lb-spof" ? encrypt : undefined));
    expect(repair.after.text).toBe(repair.before.text);
    expect(repair.byHand[0]?.error.message).toContain("found:   the file would no longer load: BZ_CONFIG_FILE_THROWS");
  });

  it("reads only what it can write back", () => {
    writeFileSync(path, Buffer.from([0x2f, 0x2f, 0xff, 0x0a]));
    expect(() => readText(path)).toThrow("found:   bytes that are not UTF-8");
    expect(() => readText(join(dir, "none"))).toThrow("found:   ENOENT");
  });
});
