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

/** The beginning of a set: events taken, last first. */
interface Taken {
  readonly event: number;
  readonly before: Taken | undefined;
}

interface Begun {
  readonly ways: Ways;
  readonly taken: Taken | undefined;
  /** Product of the chances of what is taken. */
  readonly chance: number;
  /** Events still to take. */
  readonly left: number;
}

/**
 * The likeliest sets of each order, most probable first, without a look at the others; `wanted[order]` says how many.
 *
 * After Eppstein's k shortest paths: along the low branches of a diagram lie the elements that may come next, and each suffix of such a
 * chain has a heap of them that shares its parts with those of the others.
 */
export function likeliest(sets: EventSets, chanceOf: (event: number) => number, wanted: readonly number[]): readonly LikelySet[] {
  const { nodes } = sets.zbdd;
  const most = wanted.length - 1;
  const waysOf = waysOn(sets, chanceOf, most);
  const found: LikelySet[] = [];
  for (let order = 1; order <= most; order += 1) {
    const start = waysOf(sets.root, order);
    let queue = start && heapOf<Begun>(start.value, { ways: start, taken: undefined, chance: 1, left: order });
    for (let missing = wanted[order] ?? 0; missing > 0 && queue !== undefined; ) {
      const { ways, taken, chance, left } = queue.item;
      queue = merge(queue.left, queue.right);
      for (const other of [ways.left, ways.right]) {
        if (other !== undefined) queue = merge(queue, heapOf(chance * other.value, { ways: other, taken, chance, left }));
      }
      const event = sets.eventAt[nodes.level[ways.item] ?? 0] ?? -1;
      const more = { taken: { event, before: taken }, chance: chance * chanceOf(event) };
      if (left === 1) {
        found.push({ events: eventsOf(more.taken), probability: more.chance });
        missing -= 1;
        continue;
      }
      const on = waysOf(nodes.high[ways.item] ?? 0, left - 1);
      if (on !== undefined) queue = merge(queue, heapOf(more.chance * on.value, { ways: on, ...more, left: left - 1 }));
    }
  }
  return found;
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

function eventsOf(last: Taken): readonly number[] {
  const events: number[] = [];
  for (let taken: Taken | undefined = last; taken !== undefined; taken = taken.before) events.push(taken.event);
  return events;
}
