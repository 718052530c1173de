import { alertRulesOf, flowsOf } from "../catalog/compile.ts";
import { check } from "../check/check.ts";
import { draw } from "../draw/draw.ts";
import { NO_MARKS } from "../draw/marks.ts";
import type { Fix, JudgedFinding } from "../kit/faces/finding.ts";
import { bareFlow } from "../model/flow-group.ts";
import { consoleSite, type SiteFinding } from "../observe/console-site.ts";
import { checkInputs } from "./judge.ts";
import { ownVersion } from "./own-version.ts";
import type { Target } from "./target.ts";

/** What the console shows of an infrastructure, as files: the model with what the check says of it, and the picture. */
export function siteFiles(target: Target, release: string | undefined, today: string): readonly (readonly [name: string, text: string])[] {
  const { infra } = target;
  const flows = flowsOf(infra);
  const { findings } = check(checkInputs({ ...target.loaded, infra }, today));
  const site = consoleSite(infra, {
    flows: flows.map(bareFlow),
    findings: findings.map(shown),
    alerts: alertRulesOf(infra).filter((it) => it.severity !== "none"),
    tool: ownVersion(),
    ...(release === undefined ? {} : { release }),
  });
  const picture = draw(infra, flows, { language: "svg", marks: NO_MARKS, theme: "light" });
  // A line for each value: a change of the file is a change that `plan` can show.
  return [
    ["site.json", `${JSON.stringify(site, null, 1)}\n`],
    ["picture.svg", picture],
  ];
}

function shown({ id, rule, severity, title, why, fix, hosts, flows, waived }: JudgedFinding): SiteFinding {
  return {
    id,
    rule,
    severity,
    title,
    why,
    fixes: fixesOf(fix),
    hosts,
    flows: flows ?? [],
    ...(waived === undefined ? {} : { waived: `${waived.reason} (${waived.owner}, until ${waived.until})` }),
  };
}

function fixesOf(fix: Fix): readonly string[] {
  return fix.kind === "options" ? fix.options.map((it) => it.title) : [fix.title];
}
