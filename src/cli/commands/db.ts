import { relative } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { handOverOf, planHandOver } from "../../catalog/hand-over.ts";
import { hostsOver } from "../../engine/hosts.ts";
import { existing } from "../../engine/vault-store.ts";
import type { Emit } from "../../event/event.ts";
import type { HandedOver, HandOverPlan } from "../../kit/hand-over.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { agree } from "../agree.ts";
import { buildable, type GlobalOptions, openTarget, openTransport, type Target } from "../context.ts";
import { carryOver, withHolder } from "../hand-over.ts";
import { interruptible } from "../interruption.ts";
import { todayUtc } from "../judgement.ts";
import { print } from "../render/print.ts";
import { jsonProgress, plainProgress } from "../render/progress.ts";
import { handOverLine, promotedLines } from "../render/promotion.ts";
import { drafted, readText } from "../repair.ts";

interface Options {
  readonly yes: boolean;
  readonly allowLoss: boolean;
}

export function dbCommand(): Command {
  const command = new Command("db").description("the database: move the primary to another host");
  const promotion = command
    .command("promote")
    .description("make a replica the primary, in the databases, the proxies and the file")
    .argument("[host]", "the replica; may be left out when the primary is lost: the most advanced one is taken")
    .option("-y, --yes", "do not ask before changing")
    .option("--allow-loss", "when the primary is lost: go on although acknowledged writes may be lost")
    .option("-c, --config <file>", "the file")
    .option("--lab", "the lab instead of the real servers")
    .option("--json", "output for programs")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan db promote srv2 --lab       planned: nothing is lost, writes pause for a moment\n  bartizan db promote                  the primary is lost: the most advanced replica\n  bartizan db promote srv2 --yes\n\nExit status: 0 done, 1 failed or refused, 2 the file or the command line is wrong, 3 you said no.",
    );
  promotion.action(async (host, options) => {
    const globals = { ...(promotion.optsWithGlobals() as GlobalOptions) };
    const progress = globals.json === true ? jsonProgress() : plainProgress();
    try {
      const wanted: Options = { yes: options.yes === true, allowLoss: options.allowLoss === true };
      await interruptible(
        progress.emit,
        (emit) => run(host, wanted, globals, emit),
        "the database may refuse writes until you run it again",
      );
    } finally {
      progress.end();
    }
  });
  return command as unknown as Command;
}

async function run(host: string | undefined, options: Options, globals: GlobalOptions, emit: Emit): Promise<void> {
  const target = await openTarget(globals);
  buildable(target);
  const handOver = handOverOf("database");
  handOver.refuse(target.infra, host);
  await existing(target.vault);
  const transport = openTransport(target);
  try {
    const at = hostsOver({ transport, emit, secrets: new Map() });
    const plan = await planHandOver(handOver, at, target.infra, { to: host, allowLoss: options.allowLoss });
    const { path } = target.loaded;
    const draft = await drafted(path, readText(path), todayUtc());
    // Before anything is changed: a file that cannot be written shows now.
    await withHolder(handOver, draft, host ?? someOther(target, plan));
    if (globals.json !== true) print([handOverLine(plan.way)]);
    await agree({
      agreed: options.yes || target.lab,
      question: "Move the primary?",
      found: "a primary to move, and no terminal to ask on",
      mend: "Run it again with --yes.",
    });
    const { promoted, written } = await carryOver({ handOver, globals, target, transport, draft, emit }, plan);
    tell(globals, { promoted, file: relative(process.cwd(), path), written });
    if (promoted.behind.length > 0 && plan.way.kind === "planned") process.exitCode = 1;
  } finally {
    await transport.close();
  }
}

/** Any host that could become the primary: to see whether the file can be edited. */
function someOther({ infra }: Target, { way }: HandOverPlan): string {
  const names = hostsOf(infra, "database").map((it) => it.name);
  return names.find((name) => way.kind !== "settled" && name !== way.from) ?? infra.database?.primary ?? "";
}

function tell(globals: GlobalOptions, result: { readonly promoted: HandedOver; readonly file: string; readonly written: boolean }): void {
  print(globals.json === true ? [JSON.stringify({ type: "promoted", ...result.promoted, file: result.file })] : promotedLines(result));
}
