import type { InfrastructureConfig } from "../../language/config.ts";
import type { Infrastructure, Role } from "../../model/infrastructure.ts";
import type { Tier } from "../../model/tiers.ts";
import type { Assumption } from "./reliability.ts";

/** What people call those who run a role. Read by check, explain, draw and report. */
export interface RoleWords {
  /** One of them, and several. */
  readonly one: string;
  readonly many: string;
  /** One of its hosts, an article aside; several of them with an s. */
  readonly host: string;
  /** All of its software, where that is not what several of them are called. */
  readonly software?: string;
  /** Title of its column in a picture, where that is not the role's own name. */
  readonly column?: string;
}

/** A role that hosts run, as the part tells of it that fills it. */
export interface RoleFace {
  readonly name: Role;
  /** Where a request meets it, in tens from the balancer on, which is also the order of every table. Absent: no request needs it; it comes last. */
  readonly place?: number;
  /** Requests need it, and none goes on from it: others ask it on their way. Read by draw. */
  readonly aside?: true;
  readonly words: RoleWords;
  /** What the file says of it, in few words. Read by `bartizan config`. */
  readonly about?: (infra: Infrastructure) => string;
  /** What others call it. Read by config, for what was meant. */
  readonly synonyms: RegExp;
  /** The section of the file that describes it, and whether hosts may run it without that section. Read by config. */
  readonly section?: { readonly key: keyof InfrastructureConfig; readonly optional?: true };
  /** Roles that some host must run where a host runs this one, and why. Read by config. */
  readonly needs?: readonly { readonly role: Role; readonly why: string }[];
  /** How to mend a file in which no host runs it, where that is a mistake. Read by config. */
  readonly required?: string;
  /** Those who can stand in for each other; without members where it is no tier of its own. Read by `tiersOf` in catalog. */
  readonly tier?: (infra: Infrastructure) => Omit<Tier, "role">;
  /** Whether others go on where some are left, be it once somebody has promoted one of them; yes when absent. Read by `hasSpare` in catalog. */
  readonly takesOver?: (infra: Infrastructure) => boolean;
  /** It stands behind the balancer, and hosts of its own are worth having. Read by check and explain, on single and on shared hosts. */
  readonly behind?: true;
  /** A change-over delays those requests alone that were meant for the lost member. Read by the availability. */
  readonly shared?: true;
  /** What is taken for true of its software as long as the file does not say better. Read by the availability, the report and the docs. */
  readonly assumed: Assumption;
  /** Names of the alerts, any of which tells of its loss. Read by the availability and the rules on silent losses. */
  readonly toldBy: readonly string[];
  /** It counts requests. Read by check. */
  readonly counts?: true;
}
