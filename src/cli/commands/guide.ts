import { Command } from "@commander-js/extra-typings";
import { fail } from "../../util/errors.ts";
import { nearest } from "../../util/suggest.ts";
import { page, pages } from "../manual.ts";
import { manualLines } from "../render/manual.ts";
import { print } from "../render/print.ts";

export function guideCommand(): Command {
  const command = new Command("guide")
    .description("a page of the manual, of the version that you run; default: the list of them")
    .argument("[page]", "such as up, your-app, servers, database")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan guide\n  bartizan guide your-app | less\n\nThe runbook of an alert: bartizan explain ALERT\nExit status: 0 shown, 2 there is no such page.",
    );
  command.action((name) => {
    const known = pages("guide");
    if (name === undefined) return print([...known]);
    if (known.includes(name)) return print([...manualLines(page("guide", name))]);
    const near = nearest(name, known);
    throw fail("BZ_USAGE", {
      where: "guide",
      found: JSON.stringify(name),
      allowed: known.join(", "),
      mend: near === undefined ? "Take one of these." : `Did you mean ${near}?`,
    });
  });
  return command as unknown as Command;
}
