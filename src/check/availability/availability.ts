import { type Analysis, analyse, type CutSet } from "../../fault-tree/analyse.ts";
import type { FaultTree } from "../../fault-tree/fault-tree.ts";
import type { Component } from "../../kit/faces/component.ts";
import { YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { Infrastructure, Role } from "../../model/infrastructure.ts";
import { compileTree, NEVER_FAILS, type Skeleton } from "./compile-tree.ts";
import { type FailoverWindow, failoverWindows } from "./failover.ts";
import { noticeHours, type Timed, timeComponents } from "./mean-times.ts";
import { minutesAYear, PARAMETERS } from "./reliability-table.ts";

/** How available an infrastructure is by its file. */
export interface Availability {
  /**
   * Top event: the site does not serve a request that reads and writes. Basic events are the components, and `promotion:X`: no
   * replica has been promoted yet since X failed.
   */
  readonly tree: FaultTree;
  /** The gate or event of the tree that stands for the outage of each tier. */
  readonly outages: ReadonlyMap<Role, string>;
  readonly components: ReadonlyMap<string, Component>;
  readonly analysis: Analysis;
  readonly failover: readonly FailoverWindow[];
  /** Minutes a year (8,766 h) in which the site is down, change-overs included. */
  readonly downtimeMinutes: number;
  /** Unavailability, change-overs included. */
  readonly unavailability: number;
  /** Minimal cut sets of order 1 to 3 in terms of components, most probable first within an order. */
  readonly cutSets: readonly { readonly components: readonly string[]; readonly minutes: number }[];
}

/** Judges how available an infrastructure is. Pure and deterministic; never looks at waivers. */
export function availabilityOf(infra: Infrastructure): Availability {
  const skeleton = compileTree(infra);
  const timed = timeComponents(infra, skeleton);
  const tree: FaultTree = { top: skeleton.top, gates: skeleton.gates, events: probabilities(skeleton, timed) };
  const analysis = analyse(tree);
  const failover = failoverWindows(infra, skeleton, timed);
  const seconds = failover.reduce((sum, { secondsEach, timesPerYear }) => sum + secondsEach * timesPerYear, 0);
  const unavailability = Math.min(1, analysis.unavailability + seconds / (YEAR_HOURS * 3600));
  return {
    tree,
    outages: skeleton.outages,
    components: new Map([...timed].map(([id, { component }]) => [id, component])),
    analysis,
    failover,
    downtimeMinutes: minutesAYear(unavailability),
    unavailability,
    cutSets: inComponents(analysis.cutSets, timed),
  };
}

function probabilities(skeleton: Skeleton, timed: ReadonlyMap<string, Timed>): ReadonlyMap<string, number> {
  const events = new Map([...timed].map(([id, { unavailability }]) => [id, unavailability]));
  if (events.size === 0) events.set(NEVER_FAILS, 0);
  for (const [promotion, cause] of skeleton.promotions) {
    const of = timed.get(cause);
    if (of === undefined) continue;
    const waiting = noticeHours(of.noticing) + PARAMETERS.promotionHours.value;
    events.set(promotion, Math.min(1, waiting / of.component.reliability.mttrHours));
  }
  return events;
}

/**
 * Cut sets without the conditional events, which nobody can mend or duplicate. What is left of one may contain another: the loss
 * of the primary is an outage before its replica is lost, too.
 */
function inComponents(cutSets: readonly CutSet[], timed: ReadonlyMap<string, Timed>): Availability["cutSets"] {
  const sets = cutSets.map(({ events, probability }) => ({
    components: events.filter((event) => timed.has(event)),
    minutes: minutesAYear(probability),
  }));
  const alone = new Set(sets.filter(({ components }) => components.length === 1).map(({ components: [only] }) => only));
  return sets
    .filter(({ components }) => components.length === 1 || (components.length > 1 && !components.some((id) => alone.has(id))))
    .sort((a, b) => a.components.length - b.components.length || b.minutes - a.minutes);
}
