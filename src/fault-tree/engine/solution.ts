import type { Zbdd } from "./zbdd.ts";

/** Minimal cut sets of a module in terms of its leaves, without listing them. */
export type Family =
  /** One cut set each of exactly `k` of some leaves. */
  | { readonly k: number; readonly leaves: readonly number[] }
  | { readonly zbdd: Zbdd; readonly root: number; readonly leafAt: readonly number[] };

/** Which cut sets are wanted: those with at most `most` basic events. A leaf stands for at least so many of them. */
export interface OrderBound {
  /** Infinity for all. */
  readonly most: number;
  readonly weights: readonly number[];
}

/** What is known of a module when the chances of its leaves are. */
export interface Solution {
  readonly method: "bdd" | "classes";
  readonly chance: number;
  /** Upper bound of what `chance` leaves out. */
  readonly unaccounted: number;
  /** Nodes and states that it took. */
  readonly nodes: number;
  /** By leaf: how much the chance grows with that of the leaf. */
  readonly slopes: () => Float64Array;
  readonly family: (bound: OrderBound) => Family;
}
