import { refuseForeign } from "../engine/foreign.ts";
import { look } from "../engine/look.ts";
import { readMembers } from "../engine/members.ts";
import type { Emit } from "../event/event.ts";
import { labAccess } from "../lab/lab.ts";
import type { Facts } from "../state/facts.ts";
import { factsScript } from "../state/facts-script.ts";
import type { Transport } from "../transport/transport.ts";
import type { Desired } from "./desired.ts";
import { noteLogins } from "./early.ts";
import type { ReleaseId } from "./release.ts";
import { hostNamesOf, loginsOf, openTransport, type Target } from "./target.ts";

/** What the machines should be, and what they are. */
export interface Looked {
  readonly desired: Desired;
  readonly facts: ReadonlyMap<string, Facts>;
}

/** A way to the machines, and a look at them that is under way. */
export interface Reached {
  readonly transport: Transport;
  readonly looked: Promise<Looked>;
}

export interface LookOptions {
  /** Names of hosts; all when empty or absent. */
  readonly only?: readonly string[];
  readonly release: ReleaseId;
  readonly emit: Emit;
  /** Also hosts that are managed under the CA of another vault. */
  readonly newCa?: boolean;
}

/**
 * Logs in to these hosts (all when empty), compiles the file meanwhile, and looks at what is there. Throws what `compileTarget`,
 * `look` and `refuseForeign` throw.
 */
export async function lookAtTarget(
  target: Target,
  transport: Transport,
  { only = [], release, emit, newCa = false }: LookOptions,
): Promise<Looked> {
  const hosts = only.length > 0 ? only : hostNamesOf(target);
  // What compiles is loaded while the logins go on, too.
  const compiled = Promise.resolve()
    .then(() => import("./desired.ts"))
    .then(({ compileTarget }) => compileTarget(target, only, release));
  const [seen, guess] = await Promise.all([look(transport, hosts, compiled, emit), compiled]);
  const { hosts: members } = await readMembers(target.vault);
  if (!newCa) refuseForeign({ authority: guess.vault.authorities.own, known: members.map((it) => it.name) }, seen);
  const staying = { ...target, retiring: [] };
  if (only.length === 0) noteLogins(target.notesDir, loginsOf(staying), hostNamesOf(staying));
  const { knownTarget, refuseToShutOut } = await import("./ways-in.ts");
  const known = knownTarget(target, seen);
  if (known === target) {
    refuseToShutOut(target, seen);
    return { desired: guess, facts: seen };
  }
  // Now that the hosts have said where they are reached: what follows from that may ask them something else.
  const { compileTarget } = await import("./desired.ts");
  const desired = await compileTarget(known, only, release);
  const asked = changedQuestions(guess, desired);
  const facts = new Map([...seen, ...(asked.length === 0 ? [] : await look(transport, asked, desired, emit))]);
  refuseToShutOut(known, facts);
  return { desired, facts };
}

/** The hosts that are to be looked at for something else than before. */
function changedQuestions(before: Desired, after: Desired): readonly string[] {
  const scripts = new Map(before.states.map((it) => [it.host, factsScript(it.resources, before.secrets)]));
  return after.states.filter((it) => scripts.get(it.host) !== factsScript(it.resources, after.secrets)).map((it) => it.host);
}

/**
 * Reaches the machines of a lab, which `boot` brings up; it says whether it had to do anything for that. Most labs stand when they are
 * asked for, so the logins begin at once and are given up if this one does not.
 */
export async function reachLab(target: Target, options: LookOptions, boot: () => Promise<boolean>): Promise<Reached> {
  const early = labAccess(target.labId) === undefined ? undefined : begin();
  try {
    if (!(await boot()) && early !== undefined) return early;
  } catch (error) {
    await early?.giveUp();
    throw error;
  }
  await early?.giveUp();
  return begin();

  function begin(): Reached & { readonly giveUp: () => Promise<void> } {
    const transport = openTransport(target);
    let wanted = true;
    const emit: Emit = (event) => {
      if (wanted) options.emit(event);
    };
    const looked = lookAtTarget(target, transport, { ...options, emit });
    // It may fail while the lab is still being brought up, and is then not asked for.
    looked.catch(() => {});
    const giveUp = async (): Promise<void> => {
      wanted = false;
      await transport.close();
    };
    return { transport, looked, giveUp };
  }
}
