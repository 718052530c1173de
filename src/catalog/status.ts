import { PARTS } from "./registry.ts";

/** What is seen of parts, in the order of their tables. */
export const STATUS = PARTS.flatMap(({ status }) => status ?? []).sort((a, b) => a.place - b.place);
