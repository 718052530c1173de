import { priced } from "../../check/priced.ts";
import type { JudgedFinding } from "../../check/waivers.ts";
import { flowsIn } from "../../model/flow-group.ts";
import type { OpenFinding, ReportContext, ReportInputs } from "./context.ts";
import type { Report, Section } from "./document.ts";
import { availabilitySection } from "./sections/availability.ts";
import { flowsSection } from "./sections/flows.ts";
import { issuesSection } from "./sections/issues.ts";
import { lossSection } from "./sections/loss.ts";
import { nextStepsSection } from "./sections/next-steps.ts";
import { pictureSection } from "./sections/picture.ts";
import { questionsSection } from "./sections/questions.ts";
import { requirementsSection } from "./sections/requirements.ts";
import { figures, summary } from "./sections/summary.ts";

/** Every section, in the order in which it is read. */
const SECTIONS: readonly ((context: ReportContext) => Section)[] = [
  pictureSection,
  requirementsSection,
  issuesSection,
  questionsSection,
  flowsSection,
  availabilitySection,
  lossSection,
  nextStepsSection,
];

/** Everything there is to say of an infrastructure by its file. Pure and deterministic. */
export function reportOf(inputs: ReportInputs): Report {
  const { infra, verdict, file } = inputs;
  const context = { ...inputs, flows: flowsIn(inputs.flowGroups), ...weighed(inputs) };
  return {
    name: infra.name,
    domain: infra.domain,
    origin: `${file}, checked for ${verdict.today}`,
    figures: figures(context),
    summary: summary(context),
    sections: SECTIONS.map((section) => section(context)).filter((it) => it.parts.length > 0),
    findings: context.open.map((it) => it.finding.id),
  };
}

function weighed(inputs: ReportInputs): Pick<ReportContext, "open" | "waived"> {
  const { findings } = inputs.verdict;
  return {
    open: findings.filter((it) => it.waived === undefined).map((finding) => withWays(finding, inputs)),
    waived: findings.filter((it) => it.waived !== undefined),
  };
}

function withWays(finding: JudgedFinding, { infra, verdict, variant }: ReportInputs): OpenFinding {
  const { fix } = finding;
  const context = { infra, availability: verdict.availability, variant };
  switch (fix.kind) {
    case "edit":
      return { finding, ways: priced([{ title: fix.title, edits: fix.edits, addedHosts: [] }], context) };
    case "options":
      return { finding, ways: priced(fix.options, context) };
    case "advice":
      return { finding, ways: [] };
  }
}
