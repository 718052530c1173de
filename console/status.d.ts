/** What every part shows that has a status.ts, in the order of their tables: see scripts/build-console.mjs. */
declare module "bartizan:status" {
  export const STATUS: readonly import("../src/kit/faces/status.ts").StatusFace[];
}
