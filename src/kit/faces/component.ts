import type { Failing, Reliability } from "../../model/infrastructure.ts";

/** Something that fails for itself, as the fault tree has it. */
export interface Component {
  /** Name of its basic event: `host:srv1`, `database:srv1`, `zone:fsn1`, `dependency:dns`. */
  readonly id: string;
  readonly kind: Failing;
  /** In words, with the host's name: `the database of srv1`. */
  readonly label: string;
  readonly host?: string;
  /**
   * Mean times. Of the rate of a tier's software a share belongs to a fault common to the tier, which is a component of its own;
   * the time to repair has the time in it until somebody notices.
   */
  readonly reliability: Reliability;
  /** Which of the times are assumed: the file does not say them. */
  readonly assumed: readonly (keyof Reliability)[];
}
