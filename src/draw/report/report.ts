import { type PricedOption, priced } from "../../check/priced.ts";
import type { Fix, FixOption } from "../../kit/faces/finding.ts";
import { flowsIn } from "../../model/flow-group.ts";
import type { ReportContext, ReportInputs } from "./context.ts";
import type { Report, ReportSection } from "./document.ts";
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
const SECTIONS: readonly ((context: ReportContext) => ReportSection)[] = [
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
  const waysOf = pricing(inputs);
  return {
    open: findings.flatMap((finding) => (finding.waived === undefined ? [{ finding, ways: waysOf(finding.fix) }] : [])),
    waived: findings.filter((it) => it.waived !== undefined),
  };
}

/** Prices ways to mend, each once: findings by the hundred share one edit, and each price is an availability worked out. */
function pricing({ infra, verdict, variant }: ReportInputs): (fix: Fix) => readonly PricedOption[] {
  const known = new Map<string, readonly PricedOption[]>();
  return (fix) => {
    const key = JSON.stringify(fix);
    const ways = known.get(key) ?? priced(optionsOf(fix), { infra, availability: verdict.availability, variant });
    known.set(key, ways);
    return ways;
  };
}

function optionsOf(fix: Fix): readonly FixOption[] {
  switch (fix.kind) {
    case "edit":
      return [{ title: fix.title, edits: fix.edits, addedHosts: [] }];
    case "options":
      return fix.options;
    case "advice":
      return [];
  }
}
