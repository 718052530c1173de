import { minutesAYear } from "../../../check/availability/reliability-table.ts";
import { availabilityWords } from "../../../check/words.ts";
import { grouped as thousands } from "../../../util/number.ts";
import type { ReportContext } from "../context.ts";
import { type ReportPart, type ReportSection, type Row, reportParagraph, reportTable, right } from "../document.ts";
import { firstOf } from "../inline.ts";
import { type NextStep, stepsToTake } from "../next-steps.ts";

/** Findings that a step names. */
const NAMED = 3;

/** What can be done, at which price. */
export function nextStepsSection(context: ReportContext): ReportSection {
  const items = context.open.flatMap(({ finding: { id, fix, severity } }) =>
    fix.kind === "advice" && severity !== "info" ? [`${id}: ${fix.title}`] : [],
  );
  const byHand: readonly ReportPart[] =
    items.length === 0
      ? []
      : [
          { kind: "heading", text: "For people to do" },
          { kind: "list", items },
        ];
  return { id: "next-steps", title: "What to do next", parts: [...priceTable(context), ...byHand] };
}

function priceTable(context: ReportContext): readonly ReportPart[] {
  const { infra, verdict } = context;
  const steps = stepsToTake(context);
  if (steps.length === 0) return [];
  const currency = infra.costs?.currency;
  const { downtimeMinutes } = verdict.availability;
  const costly = steps.some((it) => it.option.addedHosts.length > 0);
  const order = `The cheapest minute first: what needs no machine, then what saves downtime${currency === undefined ? ", by machines" : ", by its price"}, then what is done for another reason.`;
  return [
    reportParagraph(
      order,
      "Each line is judged for itself, against the file as it is: what two of them save together is not the sum.",
      currency === undefined && costly ? "The file has no prices; `costs` would add what a month and a minute cost." : undefined,
    ),
    ...reportTable(
      [
        "What to do",
        right("Minutes saved a year"),
        right("Available then"),
        right("Machines"),
        ...(currency === undefined ? [] : [right(`${currency} a month`), right(`${currency} a minute saved`)]),
        "Mends",
      ],
      steps.map((step) => stepRow(step, downtimeMinutes, currency !== undefined)),
    ),
  ];
}

function stepRow({ option, findings, of, command }: NextStep, downtimeMinutes: number, prices: boolean): Row {
  const { worth, title, perMinute, number } = option;
  const ids = firstOf(
    findings.map((it) => it.id),
    NAMED,
  );
  const which = of > 1 ? `\nway ${number} of ${of}` : "";
  const money = (value: number | undefined): string => (value === undefined ? "" : thousands(value, 2));
  return [
    `${title}\n\`${command.replaceAll("`", "'")}\``,
    worth === undefined ? "unknown" : savedWords(worth.minutes),
    worth === undefined ? "" : availabilityWords((downtimeMinutes - worth.minutes) / minutesAYear(1)),
    worth === undefined ? "" : worth.machines === 0 ? "none" : `+${worth.machines}`,
    ...(prices ? [money(worth?.perMonth), money(perMinute)] : []),
    `${ids}${which}`,
  ];
}

/** `300`, `2.4`, `0`; `−3` for what makes it worse. */
function savedWords(minutes: number): string {
  if (Math.abs(minutes) < 1 / 60) return "0";
  return thousands(minutes, Math.abs(minutes) < 10 ? 1 : 0).replace("-", "−");
}
