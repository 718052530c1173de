import type { Infrastructure } from "../../../src/model/infrastructure.ts";

/** An infrastructure that a rule is shown. */
export interface CheckCase {
  /** What is special about it, in a few words. */
  readonly name: string;
  readonly infra: Infrastructure;
  /** The day of the check, `YYYY-MM-DD`; 2027-01-01 when absent. */
  readonly today?: string;
  /** What lies in the folder of static files and is left to the app; nothing when absent. */
  readonly leftToApp?: readonly string[];
  /**
   * Where it fires: exactly these entities, in any order; any at all when absent. Where it is silent: at least about these;
   * about everything when absent.
   */
  readonly entities?: readonly string[];
}
