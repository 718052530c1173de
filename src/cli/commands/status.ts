import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "@commander-js/extra-typings";
import { observe } from "../../engine/observe.ts";
import type { Observation } from "../../model/observation.ts";
import { openTarget, withHosts } from "../../site/target.ts";
import { BartizanError } from "../../util/errors.ts";
import type { GlobalOptions } from "../options.ts";
import { print } from "../render/print.ts";
import { redraw } from "../render/redraw.ts";
import { statusLines } from "../render/status.ts";

export function statusCommand(): Command {
  const command = new Command("status")
    .description("what the monitor sees: every tier, every host, the alerts")
    .option("-w, --watch", "go on, a picture with every sample, until Ctrl-C")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan status --lab --watch\n  bartizan status --json | jq '.balancers[].requestsPerSecond'\n\nThe keys of --json: bartizan guide monitoring\nExit status: 0 when there is a picture, whatever it shows; 1 when the monitor cannot be asked.",
    );
  command.action(async (options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const target = await openTarget(globals);
    const show = (sight: Observation): readonly string[] => (globals.json === true ? [JSON.stringify(sight)] : statusLines(sight));
    await withHosts(target, async (transport) => {
      if (options.watch !== true) {
        print(show(await observe(transport, target.infra)));
        return;
      }
      while (true) {
        const lines = await observe(transport, target.infra).then(show, trouble);
        if (globals.json === true) print(lines);
        else redraw(lines);
        await sleep(target.infra.monitoring.intervalSeconds * 1000);
      }
    });
  });
  return command as unknown as Command;
}

/** A monitor that is away for a moment does not end the watching. */
function trouble(error: unknown): readonly string[] {
  if (error instanceof BartizanError) return error.message.split("\n");
  throw error;
}
