import { PARTS } from "../catalog/registry.ts";
import { servicesOf } from "../catalog/services.ts";
import { type Changes, waves } from "../catalog/waves.ts";
import type { Infrastructure, Role } from "../model/infrastructure.ts";
import { type Parts, splitPlan } from "../state/split-plan.ts";
import type { HostPlan } from "../state/step.ts";

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
  const services = servicesOf(infra);
  const roles = (plan: HostPlan): readonly Role[] => [
    ...(services.get(plan.host) ?? []).flatMap((it) =>
      it.begins && it.roles !== undefined && startsFirst(plan, it.unit) ? [it.roles[0]] : [],
    ),
    ...PARTS.flatMap((part) => part.begins?.(plan, founder) ?? []),
  ];
  const found = work.filter((it) => !idle.has(it.host)).map((it) => [it.host, new Set(roles(it))] as const);
  return new Map(found.filter(([, its]) => its.size > 0));
}

function startsFirst({ steps }: HostPlan, unit: string): boolean {
  return steps.some(
    (it) => it.kind === "unit" && it.key === `unit:${unit}` && it.actions.includes("enable") && it.actions.includes("start"),
  );
}

/** What waits for the other hosts where some are new. */
function lateKeys(plan: HostPlan, infra: Infrastructure): ReadonlySet<string> {
  const host = infra.hosts.find((it) => it.name === plan.host);
  return new Set(host === undefined ? [] : PARTS.flatMap((part) => part.late?.(plan, host, infra) ?? []));
}
