import type { Part } from "./part.ts";

/** Every part that Bartizan knows, in the order in which they are brought about on a host. Adding one is adding a folder and a line here. */
export const PARTS: readonly Part[] = [];
