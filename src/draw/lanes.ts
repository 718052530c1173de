/** A vertical line of a channel, and the heights at which it is joined from the left and from the right. */
export interface Trunk {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Lines closer than this look like one. */
export const TOO_CLOSE = 6;

const CROSSING = 1;
const CORNER = 3;
const OVERLAP = 60;

/** What is wrong with the first of two trunks being to the left of the second: their crossings, and stretches where they cover each other. */
function cost(first: Trunk, second: Trunk): number {
  return pieces(first, second.left) + pieces(second, first.right) + overlaps(first, second).length * OVERLAP;
}

function pieces(trunk: Trunk, across: readonly number[]): number {
  const ys = [...trunk.left, ...trunk.right];
  const top = Math.min(...ys);
  const bottom = Math.max(...ys);
  let sum = 0;
  for (const y of across) {
    if (y < top - TOO_CLOSE || y > bottom + TOO_CLOSE) continue;
    sum += ys.some((it) => Math.abs(it - y) < TOO_CLOSE) ? CORNER : CROSSING;
  }
  return sum;
}

/** Heights at which what leads right from the first covers what comes from the left to the second, when the first is to the left. */
export function overlaps(first: Trunk, second: Trunk): readonly number[] {
  return first.right.filter((y) => second.left.some((it) => Math.abs(it - y) < TOO_CLOSE));
}

/**
 * The trunks from left to right so that they cross each other little: moves one trunk at a time to where it is best, as long as that
 * helps. The best order of all is out of reach for many trunks; a channel seldom has more than six.
 */
export function trunkOrder(trunks: readonly Trunk[]): readonly number[] {
  const price = trunks.map((first) => trunks.map((second) => cost(first, second)));
  const between = (a: number, b: number): number => price[a]?.[b] ?? 0;
  let order = trunks.map((_, index) => index);
  for (let improved = true; improved; ) {
    improved = false;
    for (const moved of trunks.keys()) {
      const place = order.indexOf(moved);
      const others = order.filter((it) => it !== moved);
      const prices = pricesOf(moved, others, between);
      const best = prices.indexOf(Math.min(...prices));
      if ((prices[best] ?? 0) >= (prices[place] ?? 0)) continue;
      order = [...others.slice(0, best), moved, ...others.slice(best)];
      improved = true;
    }
  }
  return order;
}

/** What each place among the others would cost. */
function pricesOf(moved: number, others: readonly number[], between: (a: number, b: number) => number): readonly number[] {
  let price = others.reduce((sum, other) => sum + between(moved, other), 0);
  const prices = [price];
  for (const other of others) {
    price += between(other, moved) - between(moved, other);
    prices.push(price);
  }
  return prices;
}
