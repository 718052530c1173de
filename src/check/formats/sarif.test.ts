import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import formatsModule from "ajv-formats";
import { describe, expect, it } from "vitest";
import { JUDGED } from "../../../test/fixtures/judged.ts";
import { formatSarif } from "./sarif.ts";

const path = fileURLToPath(new URL("../../../test/fixtures/schemas/sarif-2.1.0-rtm.5.json", import.meta.url));
// Draft 4 says `id` for `$id`; nothing else in it differs from draft 7, which ajv speaks.
const { $schema: _, id, ...schema } = JSON.parse(readFileSync(path, "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formatsModule.default(ajv);
const validate = ajv.compile({ ...schema, $id: id });

const [run] = JSON.parse(formatSarif(JUDGED)).runs;

describe("SARIF", () => {
  it("is valid by the schema of the standard", () => {
    validate(JSON.parse(formatSarif(JUDGED)));
    expect(validate.errors).toBe(null);
  });

  it("would not be valid with a level of its own, so the schema does look", () => {
    expect(validate(JSON.parse(formatSarif(JUDGED).replace('"level": "note"', '"level": "info"')))).toBe(false);
  });

  it("is valid with nothing to say", () => {
    expect(validate(JSON.parse(formatSarif({ ...JUDGED, verdict: { ...JUDGED.verdict, findings: [], rules: [] } })))).toBe(true);
  });

  it("has every rule, and every finding points at its own", () => {
    expect(run.tool.driver.rules.map((it: { id: string }) => it.id)).toEqual(["weak", "spoof", "note", "quiet"]);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it("knows a finding again by its identity, and says where in the file it is", () => {
    expect(run.results[0]).toMatchObject({
      ruleId: "spoof",
      level: "error",
      partialFingerprints: { "identity/v1": "spoof@lb1->srv1" },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: "sites/a%20b/bartizan.config.ts" }, region: { startLine: 7 } },
          logicalLocations: [
            { fullyQualifiedName: "tls.upstream" },
            { fullyQualifiedName: "hosts.lb1" },
            { fullyQualifiedName: "hosts.srv1" },
          ],
        },
      ],
    });
    expect(run.results.map((it: { level: string }) => it.level)).toEqual(["error", "warning", "warning", "note"]);
  });

  it("suppresses what is waived, and nothing else", () => {
    expect(run.results.map((it: { suppressions?: unknown }) => it.suppressions)).toEqual([
      undefined,
      undefined,
      [{ kind: "inSource", status: "accepted", justification: "a test (ops, until 2027-06-30)" }],
      undefined,
    ]);
  });
});
