import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { Command } from "@commander-js/extra-typings";
import type { ConvergeInputs } from "../../engine/converge.ts";
import { ownFolder } from "../../engine/own-folder.ts";
import { ENTRIES_OF } from "../../engine/vault.ts";
import { pending } from "../../engine/vault-store.ts";
import type { Emit } from "../../event/event.ts";
import type { Adopted } from "../../kit/part.ts";
import { labAccess, labTrust, labUp } from "../../lab/lab.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { fail } from "../../util/errors.ts";
import { agree } from "../agree.ts";
import { buildable, type GlobalOptions, knownHosts, openTarget, openTransport, type Target } from "../context.ts";
import { interruptible } from "../interruption.ts";
import { leavingOf } from "../leaving.ts";
import { muteShared } from "../mute-shared.ts";
import { names, portNumber } from "../options.ts";
import { type LookOptions, lookAtTarget, type Reached, reachLab } from "../reach.ts";
import { builtRelease, packed, type ReleaseId } from "../release.ts";
import { planSummary } from "../render/plan.ts";
import { print } from "../render/print.ts";
import { jsonProgress, liveProgress, type Progress, plainProgress } from "../render/progress.ts";
import { type Visit, visitLines } from "../render/visit.ts";
import { renewEnded } from "../renewal.ts";

export function upCommand(): Command {
  const command = new Command("up")
    .description("make the machines what the file says; again: nothing changes")
    .option("-y, --yes", "do not ask before changing")
    .option("--only <hosts>", "look at and change these hosts only (comma-separated)", names)
    .option("--bootstrap <host>", "start a Galera cluster that nobody runs from this node, whatever the others may have")
    .option("--new-ca", "also change hosts that are managed under the CA of another vault")
    .option("--port <port>", "with --lab: loopback port for your browser", portNumber)
    .addHelpText(
      "after",
      `\nExamples:\n  bartizan up --lab            boot the lab if needed and bring everything up in it\n  bartizan up --yes            the real servers, over SSH, without asking\n  bartizan up --only srv1,srv2\n  bartizan up --new-ca         hosts whose vault is lost get a new CA and new passwords\n\nExit status: 0 done or nothing to do, 1 failed, 2 the file or command line is wrong, 3 you said no.`,
    );
  command.action(async (options) => {
    const globals = { ...(command.optsWithGlobals() as GlobalOptions) };
    const progress = globals.json === true ? jsonProgress() : process.stdout.isTTY ? liveProgress() : plainProgress();
    try {
      const wanted: UpOptions = {
        yes: options.yes === true,
        only: options.only ?? [],
        newCa: options.newCa === true,
        ...(options.port === undefined ? {} : { port: options.port }),
        ...(options.bootstrap === undefined ? {} : { bootstrap: options.bootstrap }),
      };
      await interruptible(progress.emit, (emit) => up(globals, wanted, { ...progress, emit }));
    } finally {
      progress.end();
    }
  });
  return command as unknown as Command;
}

/** Throws `BZ_SSH_UNKNOWN_HOST` for a host that is no node of a cluster. */
async function knownNode({ infra }: Target, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const { PARTS } = await import("../../catalog/registry.ts");
  const nodes = PARTS.flatMap((part) => part.settle?.founders(infra) ?? []);
  if (nodes.includes(name)) return;
  const allowed = nodes.length === 0 ? "nothing: the file has no Galera cluster" : nodes.join(", ");
  throw fail("BZ_SSH_UNKNOWN_HOST", { where: `--bootstrap ${name}`, allowed });
}

interface UpOptions {
  readonly yes: boolean;
  readonly newCa: boolean;
  readonly only: readonly string[];
  readonly port?: number;
  readonly bootstrap?: string;
}

async function up(globals: GlobalOptions, options: UpOptions, progress: Progress): Promise<void> {
  const started = performance.now();
  const opened = await openTarget(globals);
  // Nothing is written before the hosts have been looked at: a vault that was made for a run that is refused would pass for theirs.
  const vault = pending(opened.vault);
  const target = { ...opened, vault };
  const { emit } = progress;
  // Before a machine boots: bad input changes nothing.
  knownHosts(target, options.only);
  await knownNode(target, options.bootstrap);
  buildable(target);
  const leaving = await leavingOf(target, options.only, emit);
  const keep = async (): Promise<void> => {
    ownFolder(target.notesDir);
    await leaving.seen();
    await vault.keep();
  };
  const adopts = options.newCa ? await (await import("../../engine/adopt.ts")).lackingIn(vault) : [];
  const means: Means = { release: builtRelease(target, emit), emit, keep, adopts };
  // Everything else with those that leave still serving, then without them: whoever comes is ready before anybody goes.
  const first = leaving.before === undefined ? [] : (await bringAbout(leaving.before, globals, options, means)).changed;
  if (leaving.after.retiring.length > 0) {
    await leaving.begun();
    await vault.keep();
  }
  const { changed, hosts, madeUp } = await bringAbout(leaving.after, globals, options, means);
  await leaving.done();
  await vault.keep();
  if (target.lab && leaving.after.retiring.length > 0) await bootLab(target, options, emit);

  const all = new Set([...first, ...changed]).size;
  const seconds = (performance.now() - started) / 1000;
  const visit = await visitOf(target);
  emit({ type: "done", changed: all, hosts, seconds, ...(visit.https === undefined ? {} : { https: visit.https, caFile: visit.caFile }) });
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

/** What a lab lacks of the world outside, and the alerts that will say so. */
async function outsideLines({ infra }: Target, madeUp: readonly string[]): Promise<readonly string[]> {
  const { PARTS } = await import("../../catalog/registry.ts");
  return PARTS.flatMap((part) => part.outside?.lacks(infra, madeUp) ?? []);
}

interface Brought {
  /** Names of the hosts that had to be changed. */
  readonly changed: readonly string[];
  /** How many there are. */
  readonly hosts: number;
  /** Names of the secrets that nobody gave. */
  readonly madeUp: readonly string[];
}

/** What every part of a run has. */
interface Means {
  readonly release: ReleaseId;
  readonly emit: Emit;
  /** Keeps what the vault has got in this run. */
  readonly keep: () => Promise<void>;
  /** What the vault takes over from the hosts, and must not make anew. */
  readonly adopts: readonly Adopted[];
}

/** Looks at the machines of a target and makes them what it says. */
async function bringAbout(target: Target, globals: GlobalOptions, options: UpOptions, means: Means): Promise<Brought> {
  const { release, emit, keep } = means;
  const asked: LookOptions = { only: options.only, newCa: options.newCa, release, emit };
  const { transport, looked } = await reach(target, options, asked);
  try {
    const [first, { converge, planSite, refuseUndecided }] = await Promise.all([looked, import("../../engine/converge.ts")]);
    const { adopts } = means;
    const adopted =
      adopts.length > 0 && (await (await import("../../engine/adopt.ts")).adopt(target.infra, transport, target.vault, adopts));
    const { desired, facts: seen } = adopted ? await lookAtTarget(target, transport, asked) : first;
    const inputs: ConvergeInputs = {
      infra: target.infra,
      states: desired.states,
      transport,
      secrets: desired.secrets,
      authorities: desired.vault.authorities,
      release: () => packed(target, desired.releaseId),
      emit,
      retiring: target.retiring.map((host) => host.name),
      ...(options.bootstrap === undefined ? {} : { bootstrap: options.bootstrap }),
    };
    const agreed = options.yes || target.lab;
    const { facts, renewed } = await renewEnded(inputs, seen, { agreed, quiet: globals.json === true, begin: keep });
    const outlook = planSite(inputs, facts);
    const changed = outlook.plans.filter((it) => it.steps.length > 0).map((it) => it.host);
    const change = async (): Promise<void> => {
      refuseUndecided(outlook);
      if (globals.json !== true) print(planSummary(outlook.plans));
      await agree({
        agreed,
        question: `Change ${changed.length} ${changed.length === 1 ? "host" : "hosts"}?`,
        found: "changes to make, and no terminal to ask on",
        mend: "Look at them with `bartizan plan`, then run `bartizan up --yes`.",
      });
      await keep();
      await converge(inputs, outlook);
    };
    if (changed.length === 0) await keep();
    await Promise.all([
      target.lab ? labTrust(target.labId, desired.vault.authorities.site.trusted) : undefined,
      changed.length > 0 ? change() : undefined,
    ]);
    if (target.lab && changed.length > 0) await muteShared(target.infra, transport);
    const madeUp = [...desired.secrets.values()].filter((it) => it.madeUp).map((it) => it.name);
    return { changed: [...new Set([...renewed, ...changed])], hosts: outlook.plans.length, madeUp };
  } finally {
    await transport.close();
  }
}

/** Paths as short as the user's working folder lets them be. */
async function visitOf(target: Target): Promise<Visit> {
  const short = (path: string): string => {
    const near = relative(process.cwd(), path);
    return near.length < path.length ? near : path;
  };
  const https = target.lab ? labAccess(target.labId)?.https : undefined;
  const script = process.argv[1] ?? "bartizan";
  const config = short(target.loaded.path);
  return {
    lab: target.lab,
    domain: target.infra.domain,
    program: `${script.includes("node_modules") || !script.startsWith("/") ? "bartizan" : short(script).replace(/^(?![./])/, "./")}${config.includes("/") ? ` -c ${config}` : ""}`,
    breaks: await breakable(target.infra),
    caFile: short([ENTRIES_OF.site, ENTRIES_OF.own].map((it) => join(target.notesDir, it.certificates)).find(existsSync) ?? ""),
    ...(https === undefined ? {} : { https }),
  };
}

/** The first web server, and what serves there. */
async function breakable(infra: Infrastructure): Promise<Visit["breaks"]> {
  const { servicesOn } = await import("../../catalog/services.ts");
  const [host] = hostsOf(infra, "web");
  const service = host === undefined ? undefined : servicesOn(host, infra).find((it) => it.roles?.[0] === "web");
  return host === undefined || service === undefined ? undefined : { host: host.name, unit: service.unit.replace(/[.]service$/, "") };
}

async function reach(target: Target, options: UpOptions, asked: LookOptions): Promise<Reached> {
  if (target.lab) return reachLab(target, asked, () => bootLab(target, options, asked.emit));
  const transport = openTransport(target);
  return { transport, looked: lookAtTarget(target, transport, asked) };
}

/** Says whether there was anything to do. */
async function bootLab(target: Target, options: UpOptions, emit: Emit): Promise<boolean> {
  // A machine that is to be taken down has to be there for it.
  const infra = { ...target.infra, hosts: [...target.infra.hosts, ...target.retiring] };
  const [{ packagesOf }, { partsOn }] = await Promise.all([import("../../catalog/compile.ts"), import("../../catalog/services.ts")]);
  let acted = false;
  await labUp(infra, {
    id: target.labId,
    packages: packagesOf(infra),
    realTime: infra.hosts.flatMap((host) => (partsOn(host, infra).some((part) => part.realTime) ? [host.name] : [])),
    onEvent: (event) => {
      acted = true;
      emit({ type: "lab", ...event });
    },
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  return acted;
}
