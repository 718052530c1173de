import { Command } from "@commander-js/extra-typings";
import type { ConvergeInputs, SitePlan } from "../../engine/converge.ts";
import { announceSuccessor, dropPredecessor, letSuccessorSign, renewAll, replacementOf } from "../../engine/replacement.ts";
import { existing } from "../../engine/vault-store.ts";
import type { Emit } from "../../event/event.ts";
import { labTrust } from "../../lab/lab.ts";
import type { Facts } from "../../state/facts.ts";
import type { Transport } from "../../transport/transport.ts";
import { fail } from "../../util/errors.ts";
import { agree } from "../agree.ts";
import { buildable, type GlobalOptions, openTarget, openTransport, type Target } from "../context.ts";
import { compileTarget, type Desired } from "../desired.ts";
import { interruptible } from "../interruption.ts";
import { lookAtTarget } from "../reach.ts";
import { builtRelease, packed } from "../release.ts";
import { planSummary } from "../render/plan.ts";
import { print } from "../render/print.ts";
import { jsonProgress, liveProgress, type Progress, plainProgress } from "../render/progress.ts";
import { replacementLines } from "../render/replacement.ts";
import { renewEnded } from "../renewal.ts";

export function rotateCommand(): Command {
  const command = new Command("rotate")
    .description("renew all certificates and their keys, or with --ca replace the CA that signs them")
    .option("--ca", "the next of the three steps that replace the CA")
    .option("-y, --yes", "do not ask before changing")
    .addHelpText(
      "after",
      `
The first \`up\` in the second half of their life renews certificates. This renews them now, on a running site, without a failed
request. Also after an interruption: run it again, or \`up\`.

The CA is replaced in three steps, one a run: hosts trust the new CA beside the old one; every certificate is issued by the new
one; the old one is no longer trusted. Between them there is time to give the new CA to browsers: \`bartizan trust\`.

Examples:
  bartizan rotate --lab
  bartizan rotate --yes
  bartizan rotate --ca          three times

Exit status: 0 done, 1 failed, 2 the file or command line is wrong, 3 you said no.`,
    );
  command.action(async (options) => {
    const globals = { ...(command.optsWithGlobals() as GlobalOptions) };
    const progress = globals.json === true ? jsonProgress() : process.stdout.isTTY ? liveProgress() : plainProgress();
    try {
      const wanted: Options = { yes: options.yes === true, ca: options.ca === true };
      await interruptible(progress.emit, (emit) => rotate(globals, wanted, { ...progress, emit }));
    } finally {
      progress.end();
    }
  });
  return command as unknown as Command;
}

interface Options {
  readonly yes: boolean;
  readonly ca: boolean;
}

async function rotate(globals: GlobalOptions, options: Options, progress: Progress): Promise<void> {
  const started = performance.now();
  const target = await openTarget(globals);
  await existing(target.vault);
  buildable(target);
  const transport = openTransport(target);
  const { emit } = progress;
  const release = builtRelease(target, emit);
  try {
    // Every host has to be reached: one that was left out would trust nobody, or be trusted by nobody, later.
    const { desired, facts: seen } = await lookAtTarget(target, transport, { release, emit });
    if (!desired.vault.authorities.own.signs)
      throw fail("BZ_VAULT_LOCKED", { where: target.vault.where, found: "`sign`, which this is about" });
    const agreed = options.yes || target.lab;
    const { facts } = await renewEnded(inputsOf({ target, desired, transport, emit }), seen, { agreed, quiet: globals.json === true });
    const pending = (await prospect({ target, desired, facts, transport, emit: () => {} })).outlook;
    const step = options.ca ? await replacementStep(target, pending) : renewalStep(target, halfRenewed({ desired, facts }));
    if (globals.json !== true) print([step.says]);
    await agree({
      agreed,
      question: "Go on?",
      found: "certificates to renew, and no terminal to ask on",
      mend: "Run it again with --yes.",
    });
    await step.begin();
    const { inputs, outlook } = await prospect({ target, desired: await compileTarget(target, [], release), facts, transport, emit });
    if (target.lab) await labTrust(target.labId, inputs.authorities.site.trusted);
    if (globals.json !== true) print(planSummary(outlook.plans));
    const { converge } = await import("../../engine/converge.ts");
    await converge(inputs, outlook);
    const [changed, hosts] = [changing(outlook), outlook.plans.length];
    const seconds = (performance.now() - started) / 1000;
    emit({ type: "done", changed, hosts, seconds });
    if (globals.json === true) return;
    progress.end();
    print([`${changed} of ${hosts} hosts changed in ${seconds.toFixed(1)} s`]);
    if (options.ca) print(["", ...replacementLines(await replacementOf(target.vault))]);
  } finally {
    await transport.close();
  }
}

interface Sight {
  readonly target: Target;
  readonly desired: Desired;
  readonly facts: ReadonlyMap<string, Facts>;
  readonly transport: Transport;
  readonly emit: Emit;
}

/** What the hosts lack of what is wanted. */
async function prospect(sight: Sight): Promise<{ readonly inputs: ConvergeInputs; readonly outlook: SitePlan }> {
  const { planSite } = await import("../../engine/converge.ts");
  const inputs = inputsOf(sight);
  return { inputs, outlook: planSite(inputs, sight.facts) };
}

function inputsOf({ target, desired, transport, emit }: Omit<Sight, "facts">): ConvergeInputs {
  return {
    infra: target.infra,
    states: desired.states,
    transport,
    secrets: desired.secrets,
    authorities: desired.vault.authorities,
    release: () => packed(target, desired.releaseId),
    emit,
  };
}

function changing({ plans }: SitePlan): number {
  return plans.filter((it) => it.steps.length > 0).length;
}

/** One step of the command: what it is, and what it does to the vault before the hosts follow. */
interface Step {
  readonly says: string;
  readonly begin: () => void | Promise<void>;
}

/** Whether an earlier run wanted everything renewed and did not come to its end. */
function halfRenewed({ desired, facts }: Pick<Sight, "desired" | "facts">): boolean {
  const observed = [...facts.values()].flatMap((it) => [...it.observed.values()]);
  return observed.some((it) => it.kind === "certificate" && it.notBefore < desired.vault.authorities.own.renewBefore);
}

function renewalStep({ vault }: Target, begun: boolean): Step {
  if (begun) return { says: "The renewal that was begun is finished.", begin: () => {} };
  return { says: "Every certificate is renewed, with a new key.", begin: () => renewAll(vault, Math.floor(Date.now() / 1000)) };
}

/** The next step, unless some hosts are not yet where the last one, or `up`, was to bring them. */
async function replacementStep({ vault, infra }: Target, pending: SitePlan): Promise<Step> {
  const at = await replacementOf(vault);
  if (changing(pending) > 0) {
    const says = "Some hosts are not yet what they should be. That is mended first; run it again for the next step.";
    return { says, begin: () => {} };
  }
  switch (at) {
    case "alone":
      return {
        says: "Step 1 of 3: a new CA is made, and trusted beside the old one.",
        begin: () => announceSuccessor(vault, infra),
      };
    case "announced":
      return { says: "Step 2 of 3: every certificate is issued by the new CA.", begin: () => letSuccessorSign(vault) };
    case "signing":
      return { says: "Step 3 of 3: the old CA is no longer trusted.", begin: () => dropPredecessor(vault) };
  }
}
