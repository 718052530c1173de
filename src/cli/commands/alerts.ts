import { Command } from "@commander-js/extra-typings";
import { listAlerts, testReceivers } from "../../engine/alerts.ts";
import { arrived, kindsOf } from "../../kit/alert-test.ts";
import { openTarget, type Target, withHosts } from "../../site/target.ts";
import type { Transport } from "../../transport/transport.ts";
import { fail } from "../../util/errors.ts";
import type { GlobalOptions } from "../options.ts";
import { alertLines, testLines } from "../render/alerts.ts";
import { print } from "../render/print.ts";

export function alertsCommand(): Command {
  const command = new Command("alerts")
    .description("what fires, is about to, is silenced or muted; `alerts test` tells the receivers")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan alerts\n  bartizan alerts --json | jq '.[] | select(.told == \"told\")'\n  bartizan alerts test\n\nExit status: 0 when there is an answer, whatever it says; 1 when the monitor cannot be asked.",
    );
  command.action(() =>
    onMonitor(command.optsWithGlobals() as GlobalOptions, async (transport, { infra }, json) => {
      const { alerts, now } = await listAlerts(transport, infra);
      print(json ? [JSON.stringify(alerts)] : alertLines(alerts, now.getTime()));
    }),
  );
  command.addCommand(testCommand());
  return command as unknown as Command;
}

function testCommand(): Command {
  const command = new Command("test")
    .description("fire a test alert on the monitor, and say who took it")
    .option("-r, --receiver <kind>", "one kind of receiver only, such as email")
    .option("-c, --config <file>", "the file")
    .option("--lab", "the lab instead of the real servers")
    .option("--json", "output for programs")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan alerts test\n  bartizan alerts test --receiver email --json\n\nReceivers are told of the test's end as well, seconds later.\nExit status: 0 everybody took it, 1 somebody did not, 2 the file or the command line is wrong.",
    );
  command.action((options) =>
    onMonitor(command.optsWithGlobals() as GlobalOptions, async (transport, { infra, loaded }, json) => {
      const all = kindsOf(infra);
      if (all.length === 0) throw fail("BZ_ALERTS_NOBODY", { where: loaded.path });
      const kinds = options.receiver === undefined ? all : all.filter((it) => it === options.receiver);
      if (kinds.length === 0)
        throw fail("BZ_USAGE", { where: "--receiver", found: JSON.stringify(options.receiver), allowed: all.join(", ") });
      const outcomes = await testReceivers(transport, infra, kinds);
      print(json ? [JSON.stringify(outcomes.map((it) => ({ ...it, arrived: arrived(it) })))] : testLines(outcomes));
      process.exitCode = outcomes.every(arrived) ? 0 : 1;
    }),
  );
  return command as unknown as Command;
}

async function onMonitor(
  globals: GlobalOptions,
  action: (transport: Transport, target: Target, json: boolean) => Promise<void>,
): Promise<void> {
  const target = await openTarget(globals);
  await withHosts(target, (transport) => action(transport, target, globals.json === true));
}
