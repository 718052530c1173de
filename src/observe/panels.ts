import { PARTS } from "../catalog/registry.ts";
import type { Panel } from "../kit/panel.ts";
import type { Watched } from "../model/watched.ts";

/** All charts of an infrastructure. Where `bartizan status` asks the same, it is the same query. */
export function panelsOf(infra: Watched): readonly Panel[] {
  return PARTS.flatMap((part) => part.panels?.(infra) ?? []);
}
