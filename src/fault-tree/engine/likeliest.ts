import type { EventSets } from "./flatten.ts";
import { type Heap, heapOf, merge } from "./leftist-heap.ts";
import { ONE } from "./node-table.ts";

/** A set of events, by their numbers, and the product of their chances. */
export interface LikelySet {
  readonly events: readonly number[];
  readonly probability: number;
}

/** Elements that may be taken next, by their node; the value is the chance of the likeliest set that goes on so. */
type Ways = Heap<number>;

/** The beginning of a set, and how it may go on. */
interface Begun {
  readonly ways: Ways;
  readonly taken: Taken | undefined;
  /** Product of the chances of what is taken. */
  readonly chance: number;
  /** Events still to take. */
  readonly left: number;
}

/** Events taken, the last one first. */
interface Taken {
  readonly event: number;
  readonly before: Taken | undefined;
}

/**
 * The likeliest sets of each order, most probable first, without a look at the others; `wanted[order]` says how many.
 *
 * After Eppstein's k shortest paths: along the low branches of a diagram lie the elements that may come next, and each suffix of such a
 * chain has a heap of them that shares its parts with those of the others.
 */
export function likeliest(sets: EventSets, chanceOf: (event: number) => number, wanted: readonly number[]): readonly LikelySet[] {
  const { nodes } = sets.zbdd;
  const waysOf = waysOn(sets, chanceOf, wanted.length - 1);
  const found: LikelySet[] = [];
  wanted.forEach((count, order) => {
    const start = order === 0 ? undefined : waysOf(sets.root, order);
    // Beginnings by the likeliest set that each leads to.
    let queue = start && heapOf<Begun>(start.value, { ways: start, taken: undefined, chance: 1, left: order });
    for (let missing = count; missing > 0 && queue !== undefined; missing -= 1) {
      const { item, left, right } = queue;
      const { set, aside } = complete(item);
      queue = merge(left, right);
      for (const begun of aside) queue = merge(queue, heapOf(begun.chance * begun.ways.value, begun));
      found.push(set);
    }
  });
  return found;

  /** Takes the best way at each step to the end, and leaves the others aside. */
  function complete(begun: Begun): { readonly set: LikelySet; readonly aside: readonly Begun[] } {
    let { taken, chance } = begun;
    let ways: Ways | undefined = begun.ways;
    const aside: Begun[] = [];
    for (let { left } = begun; ways !== undefined; left -= 1) {
      for (const other of [ways.left, ways.right]) if (other !== undefined) aside.push({ ways: other, taken, chance, left });
      const event = sets.eventAt[nodes.level[ways.item] ?? 0] ?? -1;
      taken = { event, before: taken };
      chance *= chanceOf(event);
      ways = left === 1 ? undefined : waysOf(nodes.high[ways.item] ?? 0, left - 1);
    }
    return { set: { events: eventsOf(taken), probability: chance }, aside };
  }
}

/** For each node and number of events left to take: the ways to take the next. */
function waysOn({ zbdd: { nodes }, root, eventAt }: EventSets, chanceOf: (event: number) => number, most: number) {
  const marks = nodes.reach([root]);
  const ways: (Ways | undefined)[] = new Array((root + 1) * most);
  const waysOf = (id: number, left: number): Ways | undefined => ways[id * most + left - 1];
  for (let id = 2; id <= root; id += 1) {
    if (marks[id] !== 1) continue;
    const high = nodes.high[id] ?? 0;
    const chance = chanceOf(eventAt[nodes.level[id] ?? 0] ?? -1);
    for (let left = 1; left <= most; left += 1) {
      const after = left === 1 ? (high === ONE ? 1 : undefined) : waysOf(high, left - 1)?.value;
      const others = waysOf(nodes.low[id] ?? 0, left);
      ways[id * most + left - 1] = after === undefined ? others : merge(heapOf(chance * after, id), others);
    }
  }
  return waysOf;
}

function eventsOf(last: Taken | undefined): readonly number[] {
  const events: number[] = [];
  for (let taken: Taken | undefined = last; taken !== undefined; taken = taken.before) events.push(taken.event);
  return events;
}
