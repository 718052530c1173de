import type { Observation } from "../../src/model/observation.ts";
import type { ConsoleSite } from "../../src/observe/console-site.ts";
import type { HostHealth } from "../../src/observe/health.ts";
import type { Happening } from "./events.ts";
import type { Silences } from "./silences.ts";
import type { AnswerSource } from "./source.ts";

/** What every page of the console gets. */
export interface View {
  readonly source: AnswerSource;
  readonly site: ConsoleSite;
  /** What is seen now; absent before the first answer. */
  readonly sight: Observation | undefined;
  readonly silences: Silences;
  readonly health: ReadonlyMap<string, HostHealth>;
  readonly span: { readonly seconds: number };
  /** The ends of the time that charts show. */
  readonly bounds: { readonly from: number; readonly to: number };
  readonly events: readonly Happening[];
  readonly theme: "light" | "dark";
}

/** Signs beside the colours. */
export const SIGN = { ok: "✓", warning: "!", bad: "✕", unknown: "?" } as const;
export const WORD = { ok: "well", warning: "needs a look", bad: "in trouble", unknown: "unknown" } as const;
