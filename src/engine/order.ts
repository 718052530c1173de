import { servicesOf } from "../catalog/services.ts";
import type { Infrastructure, Role } from "../model/infrastructure.ts";
import { type Changes, waves } from "../model/waves.ts";
import { MEMBER } from "../parts/galera/names.ts";
import { HAPROXY_KEYS } from "../parts/haproxy/haproxy.ts";
import { REPLICA_ID } from "../parts/mariadb/replica.ts";
import { VOTERS_ID } from "../parts/mariadb/voters.ts";
import { type Parts, splitPlan } from "../state/split-plan.ts";
import type { HostPlan, Step } from "../state/step.ts";

/** The plans of one wave: of these hosts all that is left, or the first of two parts. */
export type Wave = readonly HostPlan[];

interface OrderInputs {
  readonly infra: Infrastructure;
  readonly work: readonly HostPlan[];
  readonly idle: ReadonlySet<string>;
  readonly retiring: readonly string[];
  readonly founder?: string;
}

/** What is changed after what. Hosts that have left the infrastructure come last, once nobody sends them anything. */
export function orderOf({ infra, work, idle, retiring, founder }: OrderInputs): readonly Wave[] {
  const staying = work.filter((it) => !retiring.includes(it.host));
  const leaving = work.filter((it) => retiring.includes(it.host));
  const beginning = beginningOf(infra, staying, idle, founder);
  const growing = beginning.size > 0 || idle.size > 0;
  const parts = new Map(
    staying.map((it): [string, Parts] => [it.host, growing && !idle.has(it.host) ? splitPlan(it, lateKeys(it, infra)) : { inTurn: it }]),
  );
  const having = (part: keyof Parts): ReadonlySet<string> =>
    new Set([...parts].flatMap(([host, it]) => (it[part] === undefined ? [] : [host])));
  const changes: Changes = {
    changing: having("inTurn"),
    idle,
    shrinking: leaving.length > 0 && !staying.some((it) => it.fresh),
    beginning,
    told: having("late"),
    relying: relies(staying, infra),
    ...(founder === undefined ? {} : { founder }),
  };
  const left = new Map([...parts].map(([host, { inTurn, late }]) => [host, [inTurn, late].filter((it) => it !== undefined)]));
  const next = (host: string): HostPlan | undefined => left.get(host)?.shift();
  return [...waves(infra, changes).map((hosts) => hosts.flatMap((host) => next(host) ?? [])), ...leaving.map((it) => [it])];
}

/**
 * Whether an app is started that relies on what is changed elsewhere: its account and its way through the database's firewall; and web
 * servers get the files of a release only when an app has been well with it.
 */
function relies(work: readonly HostPlan[], infra: Infrastructure): boolean {
  const starts = work.filter((it) => it.steps.some((step) => step.key === `unit:${infra.name}.service`));
  const elsewhere = work.filter((it) => !starts.includes(it)).flatMap((it) => it.steps);
  return starts.length > 0 && elsewhere.some((step) => step.kind === "command" || step.kind === "ruleset" || step.kind === "release");
}

/** What a host that serves begins with its plan: others have to let it in, or are to be told of it when it is ready. */
function beginningOf(
  infra: Infrastructure,
  work: readonly HostPlan[],
  idle: ReadonlySet<string>,
  founder: string | undefined,
): ReadonlyMap<string, ReadonlySet<Role>> {
  const found = new Map<string, Set<Role>>();
  const services = servicesOf(infra);
  const enabled = (steps: readonly Step[]): readonly Step[] => steps.filter((it) => it.kind === "unit" && it.actions.includes("enable"));
  const note = (host: string, role: Role): unknown => found.set(host, (found.get(host) ?? new Set()).add(role));
  for (const { host, steps } of work.filter((it) => !idle.has(it.host))) {
    for (const { unit, roles, begins } of services.get(host) ?? [])
      if (begins && roles !== undefined && enabled(steps).some((step) => starts(step, unit))) note(host, roles[0]);
    // A copy that is not finished, or has to be begun: a run before this one may have started its server.
    if (steps.some((step) => step.kind === "command" && step.key === `command:${REPLICA_ID}` && step.again !== true))
      note(host, "database");
    // A server that is to become a node of the cluster that the founder begins.
    if (founder !== undefined && host !== founder && steps.some((step) => step.key === `command:${MEMBER}`)) note(host, "database");
  }
  return found;
}

function starts(step: Step, unit: string): boolean {
  return step.kind === "unit" && step.key === `unit:${unit}` && step.actions.includes("start");
}

/**
 * What waits for the other hosts where some are new. To whom a balancer sends requests that does something else besides, which others
 * need before they are ready; not when its own app begins, which reaches its database by the same proxy. And who follows the primary.
 */
function lateKeys({ host, steps }: HostPlan, infra: Infrastructure): ReadonlySet<string> {
  const roles = infra.hosts.find((it) => it.name === host)?.roles ?? [];
  const needsProxy = [`${infra.name}.service`, `${infra.name}.socket`, "haproxy.service"].some((unit) =>
    steps.some((step) => starts(step, unit)),
  );
  const sends = roles.includes("balancer") && roles.some((role) => role === "web" || role === "app" || role === "database");
  return new Set([`command:${VOTERS_ID}`, ...(sends && !needsProxy ? HAPROXY_KEYS : [])]);
}
