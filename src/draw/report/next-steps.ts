import type { PricedOption } from "../../check/priced.ts";
import type { JudgedFinding } from "../../kit/faces/finding.ts";
import { groupedBy } from "../../util/grouped-by.ts";
import type { ReportContext } from "./context.ts";

/** Something that can be done, and all that it mends. */
export interface NextStep {
  readonly option: PricedOption;
  /** At least one. */
  readonly findings: readonly JudgedFinding[];
  /** How many ways there are to mend the finding, this one among them. */
  readonly of: number;
  /** What to type for it. */
  readonly command: string;
}

/**
 * The ways to mend what was found, the cheapest minute first: what needs no machine, then what saves downtime by its price (by
 * machines where the file has no prices), then what is done for another reason. The same edit for several findings is one step.
 */
export function stepsToTake({ open, infra }: Pick<ReportContext, "open" | "infra">): readonly NextStep[] {
  const ways = open.flatMap(({ finding, ways }) => ways.map((option) => ({ finding, option, of: ways.length })));
  const steps = [...groupedBy(ways, ({ option }) => JSON.stringify(option.edits)).values()].flatMap((its): readonly NextStep[] => {
    const [first] = its;
    if (first === undefined) return [];
    const findings = its.map((it) => it.finding);
    return [{ option: first.option, findings, of: first.of, command: commandOf(findings, first.option, first.of) }];
  });
  const money = infra.costs !== undefined;
  return steps.toSorted((a, b) => rank(a) - rank(b) || price(a, money) - price(b, money) || saved(b) - saved(a));
}

function commandOf(findings: readonly JudgedFinding[], option: PricedOption, of: number): string {
  const [first] = findings;
  if (first === undefined) return "";
  // A finding whose name a shell would read as something else is put between quotes.
  const word = (id: string): string => (/^[\w@:.,/-]+$/.test(id) ? id : `'${id}'`);
  if (first.fix.kind === "edit") {
    const [name] = findings.length > 1 && findings.every((it) => it.rule === first.rule) ? [first.rule] : [first.id];
    return `bartizan fix ${word(name ?? first.id)} --write`;
  }
  return `bartizan fix ${word(first.id)}${of > 1 ? ` --option ${option.number}` : " --option 1"} --write`;
}

/** Minutes of downtime a year that a step saves; less than a second is rounding. */
function saved({ option }: NextStep): number {
  const minutes = option.worth?.minutes ?? 0;
  return Math.abs(minutes) < 1 / 60 ? 0 : minutes;
}

function machines({ option }: NextStep): number {
  return option.worth?.machines ?? option.addedHosts.length;
}

function rank(step: NextStep): number {
  if (machines(step) === 0) return 0;
  return saved(step) > 0 ? 1 : 2;
}

/** Of a minute saved; of the whole step where it saves none. In money, or in machines. */
function price(step: NextStep, money: boolean): number {
  const cost = money ? (step.option.worth?.perMonth ?? 0) : machines(step);
  return saved(step) > 0 ? cost / saved(step) : cost;
}
