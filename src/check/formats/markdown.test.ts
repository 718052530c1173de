import { describe, expect, it } from "vitest";
import { JUDGED } from "../../../test/fixtures/judged.ts";
import { compare } from "../compare.ts";
import { formatComparisonMarkdown } from "./compare-markdown.ts";
import { formatMarkdown } from "./markdown.ts";
import { code, escapeMarkdown } from "./markdown-text.ts";

describe("Markdown", () => {
  const text = formatMarkdown(JUDGED);

  it("is a summary, a table, reasons folded away, and what is waived", () => {
    expect(text.split("\n").slice(0, 9)).toEqual([
      "## foobar: 1 error, 1 warning, 1 info; 1 waived",
      "",
      "`sites/a b/bartizan.config.ts`, www.foobar.com. Modelled downtime **790 minutes (13.2 hours) a year**, availability 99.85 % (exact, by a binary decision diagram; 3 of 4 mean times to failure and repair are assumed).",
      "",
      "|  | finding | what was found |",
      "| --- | --- | --- |",
      "| **error** | `spoof@lb1->srv1` | Anybody between lb1 and srv1 \\<can\\> read \\& change \\| what `passes`. |",
      "| warning | `weak@srv1` | srv1 is weak. (the waiver of ops ended on 2026-12-31) |",
      "| info | `note@site` | site is weak. |",
    ]);
    expect(text).toContain(
      "<details><summary><code>spoof@lb1-&gt;srv1</code></summary>\n\nWhen lb1-\\>srv1 fails, so does the site.\n\n- lb1 -\\> srv1, 80/tcp",
    );
    expect(text).toContain("| `weak@srv2` | a test | ops | 2027-06-30 |");
    expect(text).toContain("| the machine lb1 | 526 minutes (8.8 hours) |");
  });

  it("takes no text of the file's for markup", () => {
    expect(text).not.toContain("<script>");
    expect(escapeMarkdown("a|b\n# c [d](e) *f* `g` ~h~ &amp; \\")).toBe("a\\|b \\# c \\[d\\](e) \\*f\\* \\`g\\` \\~h\\~ \\&amp; \\\\");
    expect(code("a`b|c")).toBe("``a`b\\|c``");
  });

  it("is short when there is nothing to say", () => {
    const lines = formatMarkdown({ ...JUDGED, verdict: { ...JUDGED.verdict, findings: [] } }).split("\n");
    expect(lines[0]).toBe("## foobar: no findings");
    expect(lines.some((line) => line.includes("<details>"))).toBe(false);
  });

  it("tells what a change does", () => {
    const { verdict } = JUDGED;
    const calm = {
      ...verdict,
      findings: [],
      availability: { ...verdict.availability, downtimeMinutes: 12, unavailability: 0.000_022, cutSets: [] },
    };
    const files = { before: "main/bartizan.config.ts", after: "bartizan.config.ts" };
    const comparison = compare({ verdict, flowGroups: [] }, { verdict: calm, flowGroups: [] });
    expect(
      formatComparisonMarkdown(comparison, files),
    ).toBe(`## \`main/bartizan.config.ts\` → \`bartizan.config.ts\`: 778 minutes (13.0 hours) less downtime a year

|  | before | after |
| --- | --- | --- |
| findings | 1 error, 1 warning, 1 info; 1 waived | no findings |
| downtime a year | 790 minutes (13.2 hours) | 12 minutes |
| available | 99.85 % | 99.9978 % |

### Findings that are gone (4)

- error \`spoof@lb1->srv1\`: Anybody between lb1 and srv1 \\<can\\> read \\& change \\| what \`passes\`.
- warning \`weak@srv1\`: srv1 is weak.
- warning \`weak@srv2\`: srv2 is weak.
- info \`note@site\`: site is weak.

### Cut sets lost (2)

- the machine lb1: 526 minutes (8.8 hours) a year
- the machine srv1: 263 minutes a year`);
  });
});
