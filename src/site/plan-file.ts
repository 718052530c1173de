import { readFileSync, writeFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import type { PlannedHost } from "../engine/fingerprint.ts";
import { OWN_FOLDER } from "../engine/own-folder.ts";
import { fail } from "../util/errors.ts";
import { sha256 } from "../util/hash.ts";
import { ownVersion } from "./own-version.ts";
import type { Target } from "./target.ts";

/** Raised when plans of the version before can no longer be compared. */
const FORMAT = 1;

/** Whose plan it is. */
interface PlannedSite {
  readonly name: string;
  readonly domain: string;
  readonly machines: "servers" | "lab";
}

/** A plan that is carried out later, perhaps by somebody else: what it changes, and by what it is known again. It holds no secret. */
export interface PlanFile {
  readonly format: number;
  /** The version of Bartizan that made it. */
  readonly bartizan: string;
  /** ISO 8601, UTC. */
  readonly made: string;
  readonly site: PlannedSite;
  /** Names of the hosts that were asked for; all when empty. */
  readonly only: readonly string[];
  /** Id of the app's release; null where the file has no app. */
  readonly release: string | null;
  readonly hosts: readonly PlannedHost[];
  /** Certificates that are due for renewal and not renewed by this plan, as its maker cannot sign: `HOST: PATH`. */
  readonly renewalsLeft: readonly string[];
}

/** What is in the file besides. */
interface Written extends PlanFile {
  /** Of all the rest. */
  readonly digest: string;
}

type Planned = Pick<PlanFile, "only" | "release" | "hosts" | "renewalsLeft">;

export function planFile(target: Target, planned: Planned): PlanFile {
  return { format: FORMAT, bartizan: ownVersion(), made: new Date().toISOString(), site: siteOf(target), ...planned };
}

function siteOf({ infra, lab }: Target): PlannedSite {
  return { name: infra.name, domain: infra.domain, machines: lab ? "lab" : "servers" };
}

/** Throws `BZ_OUTPUT`. */
export function writePlan(path: string, plan: PlanFile): void {
  const text = `${JSON.stringify({ ...plan, digest: digestOf(plan) } satisfies Written, null, 2)}\n`;
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw fail("BZ_OUTPUT", { where: path, found: (cause as NodeJS.ErrnoException).code ?? String(cause), cause });
  }
}

const digestOf = (plan: PlanFile): string => sha256(JSON.stringify(plan));

/** Throws `BZ_PLAN_FILE`, `BZ_PLAN_FORMAT` or `BZ_PLAN_OTHER` for a file that is no plan for this target. */
export function readPlan(path: string, target: Target): PlanFile {
  const { digest, ...plan } = parsed(path);
  if (plan.format !== FORMAT) {
    const found = `format ${JSON.stringify(plan.format)}${typeof plan.bartizan === "string" ? `, by Bartizan ${plan.bartizan}` : ""}`;
    throw fail("BZ_PLAN_FORMAT", { where: path, found, allowed: `format ${FORMAT}, as Bartizan ${ownVersion()} writes it` });
  }
  if (digest !== digestOf(plan)) {
    throw fail("BZ_PLAN_FILE", { where: path, found: "a plan that was changed, or cut off, after it was written" });
  }
  const here = siteOf(target);
  if (JSON.stringify(plan.site) !== JSON.stringify(here)) {
    throw fail("BZ_PLAN_OTHER", { where: path, found: siteWords(plan.site), allowed: siteWords(here) });
  }
  return plan;
}

function parsed(path: string): Written {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw fail("BZ_PLAN_FILE", { where: path, found: code === "ENOENT" ? "no such file" : (code ?? String(cause)), cause });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object" && "format" in value) return value as Written;
  } catch (cause) {
    throw fail("BZ_PLAN_FILE", { where: path, found: "not JSON", cause });
  }
  throw fail("BZ_PLAN_FILE", { where: path, found: "JSON, but no plan" });
}

function siteWords({ name, domain, machines }: PlannedSite): string {
  return `${name} (${domain}), ${machines === "lab" ? "in the lab" : "the real servers"}`;
}

/** Throws `BZ_USAGE` for a file that would become a part of the app, and so of what is planned. */
export function refuseInApp({ infra }: Target, path: string, where: string): void {
  const source = infra.app?.source;
  if (source === undefined) return;
  const inside = relative(source, resolve(path)).split(sep);
  if (inside[0] === ".." || inside.includes(OWN_FOLDER) || resolve(source, ...inside) !== resolve(path)) return;
  throw fail("BZ_USAGE", {
    where: `${where} ${path}`,
    found: "a file in the app's folder, so that it would be shipped with the app and change the plan",
    allowed: `a file outside ${source}`,
    mend: "Write it to another folder.",
  });
}
