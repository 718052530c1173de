import pc from "picocolors";
import type { Comparison } from "../../check/compare.ts";
import type { Judged } from "../../check/formats/format.ts";

/** Every way to write a verdict down. */
export const CHECK_FORMATS = ["text", "json", "sarif", "junit", "markdown", "html", "openpsa"] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];

/** Those in which a comparison can be written down. */
export const COMPARISON_FORMATS = ["text", "json", "markdown"] as const;
export type ComparisonFormat = (typeof COMPARISON_FORMATS)[number];

// Each is loaded when it is asked for: the text, which nearly everybody wants, waits for none of the others.
const CHECK: Readonly<Record<CheckFormat, (colours: boolean) => Promise<(judged: Judged) => string>>> = {
  text: async (colours) => {
    const { checkLines } = await import("./check.ts");
    return (judged) => checkLines(judged, pc.createColors(colours && pc.isColorSupported)).join("\n");
  },
  json: async () => (await import("../../check/formats/json.ts")).formatJson,
  sarif: async () => (await import("../../check/formats/sarif.ts")).formatSarif,
  junit: async () => (await import("../../check/formats/junit.ts")).formatJunit,
  markdown: async () => (await import("../../check/formats/markdown.ts")).formatMarkdown,
  html: async () => (await import("../../check/formats/html.ts")).formatHtml,
  openpsa: async () => {
    const { formatOpenPsa } = await import("../../fault-tree/open-psa.ts");
    return ({ infra, verdict }) => formatOpenPsa(verdict.availability.tree, infra.name).trimEnd();
  },
};

/** The two files of a comparison, as they are shown. */
type Files = { readonly before: string; readonly after: string };

const COMPARISON: Readonly<Record<ComparisonFormat, (colours: boolean) => Promise<(comparison: Comparison, files: Files) => string>>> = {
  text: async (colours) => {
    const { comparisonLines } = await import("./compare.ts");
    return (comparison, files) => comparisonLines(comparison, files, pc.createColors(colours && pc.isColorSupported)).join("\n");
  },
  json: async () => (await import("../../check/formats/compare-json.ts")).formatComparisonJson,
  markdown: async () => (await import("../../check/formats/compare-markdown.ts")).formatComparisonMarkdown,
};

/** The verdict in one of the formats, without the newline at its end; in colours only where the terminal takes them. */
export async function formatVerdict(judged: Judged, format: CheckFormat, colours: boolean): Promise<string> {
  return (await CHECK[format](colours))(judged);
}

export async function formatComparison(comparison: Comparison, files: Files, format: ComparisonFormat, colours: boolean): Promise<string> {
  return (await COMPARISON[format](colours))(comparison, files);
}
