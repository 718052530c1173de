import type { InfrastructureConfig } from "../../language/config.ts";
import type { Host, Infrastructure, Role } from "../../model/infrastructure.ts";
import type { Tier } from "../../model/tiers.ts";
import type { Taken } from "../new-host.ts";
import type { Block } from "./block.ts";
import type { FixOption } from "./finding.ts";
import type { Assumption, Loss } from "./reliability.ts";

/** What people call those who run a role. Read by check, explain, draw and report. */
export interface RoleWords {
  /** One of them, and several. */
  readonly one: string;
  readonly many: string;
  /** One of its hosts, an article aside; several of them with an s. */
  readonly host: string;
  /** All of its software, where that is not what several of them are called. */
  readonly software?: string;
  /** The programs that fill it. */
  readonly program: string;
  /** Title of its column in a picture, where that is not the role's own name. */
  readonly column?: string;
}

/** A change that makes the site more available, and the weakness that it is about: of those about one, one is enough. */
export interface Improvement {
  readonly about: string;
  readonly option: FixOption;
}

/** How requests are counted. */
export interface Counting {
  /** Who counts them, and the counter. */
  readonly who: string;
  readonly counter: string;
  /** By what means, in a sentence. */
  readonly how: string;
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
  /** It counts requests. Read by check and explain. */
  readonly counts?: Counting;
  /** What would make it more available; one more host when absent. Read by check. */
  readonly improvements?: (infra: Infrastructure, taken: Taken) => readonly Improvement[];
  /** The rule that speaks of the loss of one of its hosts, or of one host alone, where that is an outage; one for all roles when nothing. Read by check. */
  readonly outageRule?: (infra: Infrastructure) => { readonly rule: string; readonly only?: string } | undefined;
  /** Its hosts keep what the site stores. Read by check. */
  readonly stores?: true;
  /** What to mind about a second host beside the only one. Read by check. */
  readonly second?: (infra: Infrastructure, only: string) => string | undefined;
  /** Which of several hosts serve at a time, in a word and in a sentence; all of them when absent. Read by explain. */
  readonly mode?: (infra: Infrastructure, loss: (host: Host) => Loss) => readonly [mode: string, meaning: string];
  /** By what it shares requests out among those behind it. Read by explain. */
  readonly sharing?: (infra: Infrastructure) => readonly Block[];
  /** How well its hosts keep copies of each other's data. Read by the report. */
  readonly copies?: (infra: Infrastructure, all: (names: readonly string[]) => string) => string;
}
