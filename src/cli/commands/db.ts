import { relative } from "node:path";
import { Command } from "@commander-js/extra-typings";
import type { ConvergeInputs } from "../../engine/converge.ts";
import { type Promoted, type Prospect, promote, prospect } from "../../engine/promote.ts";
import { existing } from "../../engine/vault-store.ts";
import type { Emit } from "../../event/event.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import type { Transport } from "../../transport/transport.ts";
import { fail } from "../../util/errors.ts";
import { replaceFile } from "../../util/replace-file.ts";
import { nearest } from "../../util/suggest.ts";
import { agree } from "../agree.ts";
import { buildable, type GlobalOptions, openTarget, openTransport, type Target } from "../context.ts";
import { compileTarget } from "../desired.ts";
import { interruptible } from "../interruption.ts";
import { todayUtc } from "../judgement.ts";
import { lookAtTarget } from "../reach.ts";
import { builtRelease, packed, seenRelease } from "../release.ts";
import { print } from "../render/print.ts";
import { jsonProgress, plainProgress } from "../render/progress.ts";
import { promotedLines, prospectLine } from "../render/promotion.ts";
import { renewEnded } from "../renewal.ts";
import { type Draft, drafted, readText, withEdits } from "../repair.ts";

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
  known(target, host);
  await existing(target.vault);
  const transport = openTransport(target);
  try {
    const seen = await prospect({ infra: target.infra, transport }, { to: host, allowLoss: options.allowLoss });
    const { path } = target.loaded;
    const draft = await drafted(path, readText(path), todayUtc());
    // Before anything is changed: a file that cannot be written shows now.
    await withPrimary(draft, host ?? someOther(target, seen));
    if (globals.json !== true) print([prospectLine(seen.promotion)]);
    await agree({
      agreed: options.yes || target.lab,
      question: "Move the primary?",
      found: "a primary to move, and no terminal to ask on",
      mend: "Run it again with --yes.",
    });
    const { secrets } = await compileTarget(target, [], seenRelease(target));
    const promoted = await promote({ infra: target.infra, transport, secrets, emit }, seen);
    const after = await withPrimary(draft, promoted.to);
    if (after.text !== draft.text) replaceFile(path, draft.text, after.text, "BZ_FIX_CHANGED");
    await settleHosts(globals, transport, seen, emit);
    tell(globals, { promoted, file: relative(process.cwd(), path), written: after.text !== draft.text });
    if (promoted.behind.length > 0 && seen.promotion.kind === "planned") process.exitCode = 1;
  } finally {
    await transport.close();
  }
}

function known({ infra }: Target, host: string | undefined): void {
  const hosts = hostsOf(infra, "database").map((it) => it.name);
  if (infra.database?.topology !== "primary-replica" || hosts.length < 2) {
    const found = infra.database === undefined ? "no database" : `${infra.database.topology} with ${hosts.length} hosts`;
    throw fail("BZ_PROMOTE_TOPOLOGY", { where: "database", found, allowed: "primary-replica with two hosts or more" });
  }
  if (host !== undefined && !hosts.includes(host)) {
    const near = nearest(host, hosts);
    throw fail("BZ_PROMOTE_UNKNOWN", {
      where: host,
      allowed: hosts.join(", "),
      ...(near === undefined ? {} : { mend: `Did you mean ${near}?` }),
    });
  }
}

/** Any host that could become the primary: to see whether the file can be edited. */
function someOther({ infra }: Target, { promotion }: Prospect): string {
  const names = hostsOf(infra, "database").map((it) => it.name);
  return names.find((name) => promotion.kind !== "settled" && name !== promotion.from) ?? infra.database?.primary ?? "";
}

async function withPrimary(draft: Draft, to: string): Promise<Draft> {
  if (draft.loaded.infra.database?.primary === to) return draft;
  return withEdits(draft, [{ path: ["database", "primary"], value: to }]);
}

/** What `up` does, on the hosts that could be reached: proxies, alerts and all else that the file's primary is in. */
async function settleHosts(globals: GlobalOptions, transport: Transport, { standings }: Prospect, emit: Emit): Promise<void> {
  const target = await openTarget(globals);
  const lost = [...standings].flatMap(([name, it]) => (it?.answers === true ? [] : [name]));
  const only = target.infra.hosts.map((it) => it.name).filter((name) => !lost.includes(name));
  const [{ desired, facts }, { converge, foresee }] = await Promise.all([
    lookAtTarget(target, transport, { only, release: builtRelease(target, emit), emit }),
    import("../../engine/converge.ts"),
  ]);
  const inputs: ConvergeInputs = {
    infra: target.infra,
    states: desired.states,
    transport,
    secrets: desired.secrets,
    authorities: desired.vault.authorities,
    release: () => packed(target, desired.releaseId),
    emit,
  };
  const { facts: now } = await renewEnded(inputs, facts, { agreed: true, quiet: globals.json === true });
  await converge(inputs, foresee(inputs, now));
}

function tell(globals: GlobalOptions, result: { readonly promoted: Promoted; readonly file: string; readonly written: boolean }): void {
  print(globals.json === true ? [JSON.stringify({ type: "promoted", ...result.promoted, file: result.file })] : promotedLines(result));
}
