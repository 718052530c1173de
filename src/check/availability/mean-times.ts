import { singleFailures } from "../../fault-tree/single-failures.ts";
import type { Component } from "../../kit/faces/component.ts";
import type { Noticing } from "../../kit/faces/reliability.ts";
import type { Infrastructure, Reliability } from "../../model/infrastructure.ts";
import type { Skeleton } from "./compile-tree.ts";
import { noticeOf } from "./notice.ts";
import { ASSUMED, PARAMETERS } from "./reliability-table.ts";
import type { ComponentDraft } from "./tree-builder.ts";

/** A component with its times, and what follows from them. */
export interface Timed {
  readonly component: Component;
  /** Probability of its basic event. */
  readonly unavailability: number;
  readonly noticing: Noticing;
  /** Whether its failure alone stops the site, be it only until a replica is promoted. */
  readonly single: boolean;
}

/** Hours from a failure until somebody is at work on it. */
export function noticeHours(noticing: Noticing): number {
  if (noticing === "alert") return PARAMETERS.alertedHours.value;
  return noticing === "complaint" ? PARAMETERS.complainedHours.value : PARAMETERS.unseenHours.value;
}

/** Gives every component of a tree its times: of the file where it says them, of the table of assumptions otherwise. */
export function timeComponents(infra: Infrastructure, skeleton: Skeleton): ReadonlyMap<string, Timed> {
  const singles = singleFailures(skeleton.top, skeleton.gates, (event) => skeleton.promotions.has(event));
  const { tells } = noticeOf(infra);
  const known = knownTimes(infra);
  const split = new Set([...skeleton.drafts.values()].filter((draft) => draft.common).map((draft) => draft.kind));
  return new Map(
    [...skeleton.drafts.values()].map((draft) => {
      const single = singles.has(draft.id);
      const noticing: Noticing = tells(draft) ? "alert" : single ? "complaint" : "nobody";
      const { reliability, assumed } = timesOf(draft, known(draft), noticing);
      const { id, kind, label, host } = draft;
      const component: Component = { id, kind, label, ...(host === undefined ? {} : { host }), reliability, assumed };
      // What is common to the tier is an event of its own.
      const rate = split.has(kind) && !draft.common ? 1 - PARAMETERS.commonCause.value : 1;
      return [id, { component, unavailability: unavailability(reliability, rate), noticing, single }] as const;
    }),
  );
}

/** Share of the time in which something is down that fails with `share` of its rate. */
function unavailability({ mtbfHours, mttrHours }: Reliability, share: number): number {
  return mttrHours / (mtbfHours / share + mttrHours);
}

/** What the file says of a component: of this very one, else of its kind. */
function knownTimes(infra: Infrastructure): (draft: ComponentDraft) => Partial<Reliability> {
  const hosts = new Map(infra.hosts.map((host) => [`host:${host.name}`, host.reliability]));
  const dependencies = new Map(infra.dependencies.map((it) => [`dependency:${it.name}`, it.reliability]));
  return ({ id, kind }) => ({ ...infra.reliability[kind], ...hosts.get(id), ...dependencies.get(id) });
}

function timesOf(
  draft: ComponentDraft,
  known: Partial<Reliability>,
  noticing: Noticing,
): { readonly reliability: Reliability; readonly assumed: readonly (keyof Reliability)[] } {
  const table = ASSUMED[draft.kind];
  const mtbfHours = known.mtbfHours ?? table.mtbfHours;
  const mttrHours = known.mttrHours ?? repairHours(table.repairHours, noticing);
  const assumed = (["mtbfHours", "mttrHours"] as const).filter((key) => known[key] === undefined || (key === "mtbfHours" && draft.common));
  return { reliability: { mtbfHours: draft.common ? mtbfHours / PARAMETERS.commonCause.value : mtbfHours, mttrHours }, assumed };
}

/**
 * Hours from failure to repair. The loss of a redundant member that nobody is told of lasts long (D), but the outage that the
 * second loss brings does not: visitors complain, and the repair that follows (R) ends it. A pair with failure rate λ each is
 * then down for 2λ²DR of the time, where the product of a static tree would say λ²D²; with √(2DR) the product is right.
 */
function repairHours(repair: number, noticing: Noticing): number {
  const plain = repair + noticeHours(noticing);
  if (noticing !== "nobody") return plain;
  return Math.sqrt(2 * plain * (repair + PARAMETERS.complainedHours.value));
}
