import { CERTIFICATE_LIFE } from "../model/certificate-life.ts";
import { secretsIn } from "../util/content.ts";
import { BartizanError, fail, type Problem, problem } from "../util/errors.ts";
import { sha256 } from "../util/hash.ts";
import { fill } from "../util/reveal.ts";
import { anyLocked, type Secrets } from "../util/secret.ts";
import { type Issuers, requestDigest } from "./digest.ts";
import type { Facts, Observed } from "./facts.ts";
import { type HostState, keyOf, type Resource } from "./resource.ts";
import type { HostPlan, Step } from "./step.ts";
import { planUnit } from "./unit-plan.ts";

export interface PlanInputs {
  readonly secrets: Secrets;
  readonly issuers: Issuers;
  /** Seconds since the epoch: certificates that begin before are renewed, however long they would live. */
  readonly renewBefore?: number;
  /** Whether certificates can be signed; if not, those that can wait do. */
  readonly signs?: boolean;
  /** Seconds: certificates of which less is left are renewed, also when that is much of their life, as when the file has made it longer. */
  readonly leastLeft?: number;
}

/** Older ones have HAProxy, MariaDB and OpenSSH of versions that do not know all that Bartizan writes for them. */
const DEBIAN = 13;

/** Kinds that leave something on a host that can be taken away again. */
const OWNED: ReadonlySet<Resource["kind"]> = new Set(["directory", "file", "written", "link", "certificate", "ruleset", "release", "unit"]);

/** The keys of what can be taken away again when it leaves the file. */
export function manifestOf(state: HostState): readonly string[] {
  return state.resources.filter((it) => OWNED.has(it.kind)).map(keyOf);
}

/**
 * What must change on a host. Pure: the same state and facts give the same steps. Throws a BartizanError when the host is not
 * one that Bartizan can look after, or when a resource refuses to be changed.
 */
export function plan(state: HostState, facts: Facts, inputs: PlanInputs): HostPlan {
  checkHost(state, facts);
  const manifest = manifestOf(state);
  const former = facts.manifest ?? [];
  const steps: Step[] = [];
  const missing = state.resources.filter((it) => it.kind === "package" && !facts.observed.has(keyOf(it)));
  if (missing.length > 0) {
    const names = missing.map((it) => (it.kind === "package" ? it.name : ""));
    steps.push({ kind: "install", key: "package", packages: names, summary: `install ${names.join(", ")}` });
  }
  // The order in which a host is brought about: see apply-script.ts, which runs steps in this order.
  const before: readonly Resource["kind"][] = ["account", "directory", "certificate", "file", "link", "ruleset"];
  for (const kind of before) {
    for (const it of state.resources) {
      const step = it.kind === kind ? planResource(it, facts, inputs) : undefined;
      if (step !== undefined) steps.push(step);
    }
  }
  const takenOver = state.resources.flatMap((it) => (it.kind === "command" ? (it.takesOver ?? []) : []));
  const gone = former.filter((key) => !manifest.includes(key) && !takenOver.includes(key)).reverse();
  const units = gone.filter((key) => key.startsWith("unit:"));
  // What programs write comes last: their units have ended by then.
  const written = gone.filter((key) => key.startsWith("written:"));
  // A folder goes when it is empty, so after everything that may stand in it.
  const folders = gone.filter((key) => key.startsWith("directory:"));
  const rest = gone.filter((key) => ![...units, ...written, ...folders].includes(key));
  for (const key of [...units, ...rest, ...written, ...folders]) steps.push({ kind: "remove", key, summary: `remove ${key}` });

  const changed = new Set(steps.map((it) => it.key));
  const begun = new Set<string>();
  const byKey = new Map(state.resources.map((it) => [keyOf(it), it]));
  for (const it of state.resources) {
    const step =
      it.kind === "unit"
        ? planUnit(it, facts.observed.get(keyOf(it)), { changed, installs: missing.length > 0, byKey, secrets: inputs.secrets })
        : it.kind === "release" || it.kind === "command"
          ? (planResource(it, facts, inputs) ?? lookedAtAgain(it, begun))
          : undefined;
    if (step === undefined) continue;
    steps.push(step);
    changed.add(step.key);
    if (step.kind === "unit" && step.actions.some((action) => action === "start" || action === "restart")) begun.add(step.key);
  }
  // A run that was cut off after its last step left everything here but the word that the host is whole.
  const recorded = facts.generation !== "" && facts.manifest !== undefined && sameSet(former, manifest);
  if (!recorded && steps.length === 0) steps.push({ kind: "record", key: "record", summary: "record what Bartizan manages here" });
  const touchesUnits = (key: string): boolean => /^(file|link):\/etc\/systemd\/system\//.test(key);
  return {
    host: state.host,
    steps,
    // Before a unit is started, too: a run that was cut off may have put its file there without telling systemd.
    daemonReload: steps.some((it) => it.kind === "unit" || touchesUnits(it.key)),
    touchedUnits: steps.filter((it) => it.kind === "unit").map((it) => it.key.slice("unit:".length)),
    manifest,
    formerManifest: former,
    fresh: facts.generation === "",
    generation: facts.generation,
  };
}

/**
 * What a host said is old once a unit that was asked begins anew: a database that accepted writes starts read-only. So whatever
 * depends on it is looked at again behind it.
 */
function lookedAtAgain(it: Resource, begun: ReadonlySet<string>): Step | undefined {
  if (it.kind !== "command" || it.asks?.some((key) => begun.has(key)) !== true) return undefined;
  return { kind: "command", key: keyOf(it), resource: it, again: true, summary: `look again: ${it.title}` };
}

function checkHost(state: HostState, facts: Facts): void {
  const [os, version] = facts.os.split(" ");
  // Testing and unstable have no number (os-release(5)), and change under whoever counts on them.
  if (os !== "debian" || !(Number(version) >= DEBIAN)) {
    throw fail("BZ_HOST_UNSUPPORTED", {
      where: state.host,
      found: facts.os === "" ? "no os-release" : version === "" ? `${os} without a version, as testing and unstable are` : facts.os,
      allowed: `debian ${DEBIAN} or newer; ${DEBIAN} is what Bartizan is tried on`,
    });
  }
  const refused = state.resources.flatMap((it) => refusalOf(it, facts.observed.get(keyOf(it)), state.host));
  if (refused.length > 0) throw new BartizanError(refused);
}

/** What a resource does not go ahead with. */
function refusalOf(it: Resource, seen: Observed | undefined, host: string): readonly Problem[] {
  if (it.kind === "command" && seen?.kind === "command" && seen.output.startsWith("refuse:")) {
    const found = seen.output.slice("refuse:".length).trim();
    return [problem("BZ_HOST_REFUSED", { where: `${host} ${it.id}`, found, ...(it.refusal === undefined ? {} : { mend: it.refusal }) })];
  }
  if (it.kind === "release" && seen?.kind === "release" && seen.instead !== undefined) {
    const where = `${host} ${it.root}/current`;
    const found = `a ${seen.instead} that Bartizan did not make, where the link to the release in use belongs`;
    return [
      problem("BZ_HOST_REFUSED", { where, found, mend: `Move ${it.root}/current away, or take another name for the infrastructure.` }),
    ];
  }
  return [];
}

function planResource(it: Resource, facts: Facts, inputs: PlanInputs): Step | undefined {
  const key = keyOf(it);
  const seen = facts.observed.get(key);
  switch (it.kind) {
    case "account": {
      const groups = seen?.kind === "account" ? seen.groups : undefined;
      if (groups !== undefined && [it.name, ...(it.groups ?? [])].every((group) => groups.includes(group))) return undefined;
      return { kind: "account", key, resource: it, summary: `${groups === undefined ? "create" : "change"} user ${it.name}` };
    }
    case "directory": {
      const why = pathDifference(seen, "directory", it.owner, it.mode ?? "0755");
      return why === undefined ? undefined : { kind: "directory", key, resource: it, summary: `${why} folder ${it.path}` };
    }
    case "file": {
      if (anyLocked(secretsIn(it.content), inputs.secrets)) return keptClosed(it, seen);
      const content = sha256(fill(it.content, inputs.secrets));
      const other = seen?.kind === "path" && seen.type === "regular file" && seen.sha256 !== content;
      const why = pathDifference(seen, "regular file", it.owner, it.mode ?? "0644") ?? (other ? "change" : undefined);
      return why === undefined ? undefined : { kind: "file", key, resource: it, summary: `${other ? "change" : why} ${it.path}` };
    }
    case "link": {
      if (seen?.kind === "path" && seen.target === it.target) return undefined;
      return { kind: "link", key, resource: it, summary: `link ${it.path} to ${it.target}` };
    }
    case "certificate": {
      const request = requestDigest(it, inputs.issuers);
      const why = certificateNeed(seen, request, facts.now, inputs);
      return why === undefined || (why === "renewal" && inputs.signs === false)
        ? undefined
        : { kind: "certificate", key, resource: it, request, summary: `certificate ${it.path} (${why})` };
    }
    case "ruleset": {
      const text = sha256(fill(it.content, inputs.secrets));
      const same = seen?.kind === "ruleset" && seen.fileSha === text && seen.stampedText === text && seen.stampedLoaded === seen.loadedSha;
      return same ? undefined : { kind: "ruleset", key, resource: it, summary: "firewall rules, confirmed by a fresh connection" };
    }
    case "release": {
      if (seen?.kind === "release" && seen.current === it.id && seen.ids.includes(it.id)) return undefined;
      return { kind: "release", key, resource: it, summary: `release ${it.id}` };
    }
    case "command": {
      if (anyLocked([...secretsIn(it.check), ...secretsIn(it.apply)], inputs.secrets)) return undefined;
      if (seen?.kind === "command" && seen.output === it.want.trim()) return undefined;
      return { kind: "command", key, resource: it, summary: it.title };
    }
    default:
      return undefined;
  }
}

/** Who may not read what a file holds leaves it as it is, but cannot make it. */
function keptClosed({ path }: Extract<Resource, { kind: "file" }>, seen: Observed | undefined): undefined {
  if (seen?.kind === "path" && seen.type === "regular file") return undefined;
  throw fail("BZ_VAULT_LOCKED", { where: path, found: "a file to write, whose secret your key does not open" });
}

function pathDifference(seen: Observed | undefined, type: string, owner = "root:root", mode: string): string | undefined {
  if (seen?.kind !== "path") return "create";
  if (seen.type !== type) return "replace";
  if (seen.mode !== mode.padStart(4, "0")) return `set mode ${mode} of`;
  return seen.owner === owner ? undefined : `set owner ${owner} of`;
}

/** Renewed when much of its life is gone, or when all are to be renewed. What nobody accepts now is named first: it cannot wait. */
function certificateNeed(
  seen: Observed | undefined,
  request: string,
  now: number,
  { renewBefore = 0, leastLeft = 0 }: PlanInputs,
): string | undefined {
  if (seen?.kind !== "certificate") return "new";
  const invalid = invalidity(seen, now);
  if (invalid !== undefined) return invalid;
  if (!seen.intact) return "damaged";
  if (seen.request !== request) return "changed";
  const left = seen.notAfter - now;
  const least = Math.max(leastLeft, (seen.notAfter - seen.notBefore) * CERTIFICATE_LIFE.renewed);
  return seen.notBefore < renewBefore || left < least ? "renewal" : undefined;
}

/** Why nobody accepts a certificate at this time, if so; one that begins later was signed by a clock that was ahead. */
export function invalidity(seen: Extract<Observed, { kind: "certificate" }>, now: number): string | undefined {
  if (now >= seen.notAfter) return "ended";
  return now < seen.notBefore ? "not valid yet" : undefined;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const left = new Set(a);
  return left.size === new Set(b).size && b.every((it) => left.has(it));
}
