import { Command, Option } from "@commander-js/extra-typings";
import type { Operator } from "../../site/operator.ts";
import { readPlan, refuseInApp } from "../../site/plan-file.ts";
import { openTarget, type Target } from "../../site/target.ts";
import { bringUp, type UpOptions } from "../../site/up.ts";
import { changing } from "../operator.ts";
import { type GlobalOptions, names, portNumber } from "../options.ts";
import { print } from "../render/print.ts";
import type { Progress } from "../render/progress.ts";
import { visitLines } from "../render/visit.ts";
import { outsideLines, visitOf } from "../visit.ts";

export function upCommand(): Command {
  const command = new Command("up")
    .description("make the machines what the file says; again: nothing changes")
    .option("-y, --yes", "do not ask before changing")
    .addOption(
      new Option("--plan <file>", "carry out the plan that `bartizan plan --out` wrote, or change nothing").conflicts([
        "only",
        "bootstrap",
        "newCa",
      ]),
    )
    .option("--only <hosts>", "look at and change these hosts only (comma-separated)", names)
    .option("--bootstrap <host>", "start a cluster of databases that nobody runs from this node, whatever the others may have")
    .option("--new-ca", "also change hosts that are managed under the CA of another vault")
    .option("--port <port>", "with --lab: loopback port for your browser", portNumber)
    .addHelpText(
      "after",
      `\nExamples:\n  bartizan up --lab            boot the lab if needed and bring everything up in it\n  bartizan up --yes            the real servers, over SSH, without asking\n  bartizan up --only srv1,srv2\n  bartizan up --plan site.plan exactly what the plan file says; refused when something has changed since\n  bartizan up --new-ca         hosts whose vault is lost get a new CA and new passwords\n\nExit status: 0 done or nothing to do, 1 failed, 2 the file or command line is wrong, 3 you said no.`,
    );
  command.action(async ({ yes, only = [], newCa = false, port, bootstrap, plan }) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const wanted: UpOptions = {
      only,
      newCa,
      ...(port === undefined ? {} : { port }),
      ...(bootstrap === undefined ? {} : { bootstrap }),
    };
    await changing({ ...globals, yes }, (operator, progress) => up({ ...globals, plan }, wanted, operator, progress));
  });
  return command as unknown as Command;
}

interface Asked extends GlobalOptions {
  /** Path of a plan file. */
  readonly plan: string | undefined;
}

function keeping(wanted: UpOptions, where: string, target: Target): UpOptions {
  refuseInApp(target, where, "--plan");
  const file = readPlan(where, target);
  return { ...wanted, only: file.only, plan: { file, where } };
}

async function up(globals: Asked, wanted: UpOptions, operator: Operator, progress: Progress): Promise<void> {
  const started = performance.now();
  const target = await openTarget(globals);
  const options = globals.plan === undefined ? wanted : keeping(wanted, globals.plan, target);
  const { changed, hosts, madeUp } = await bringUp(target, options, operator);
  const all = changed.length;
  const seconds = (performance.now() - started) / 1000;
  const visit = await visitOf(target);
  const where = visit.https === undefined ? {} : { https: visit.https, caFile: visit.caFile };
  operator.emit({ type: "done", changed: all, hosts, seconds, ...where });
  if (globals.json === true) return;
  progress.end();
  print([
    all === 0
      ? `no changes (${hosts} ${hosts === 1 ? "host" : "hosts"}, ${seconds.toFixed(1)} s)`
      : `${all} of ${hosts} hosts changed in ${seconds.toFixed(1)} s`,
  ]);
  if (target.lab) print(await outsideLines(target, madeUp));
  if (all > 0 || target.lab) print(["", ...visitLines(visit)]);
}
