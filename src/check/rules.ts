import type { Rule } from "./rule.ts";

/** Every rule, in the order in which findings are told. Adding one is adding a file to `rules/` and a line here. */
export const RULES: readonly Rule[] = [
  // availability
  // data
  // encryption
  // network
  // monitoring
  // operations
];
