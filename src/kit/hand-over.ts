import type { Edit } from "../model/edit.ts";
import type { Infrastructure, Role } from "../model/infrastructure.ts";
import type { Content } from "../util/content.ts";
import type { Hosts } from "./hosts.ts";

/** A task that one host of a role has, until another one takes it over: the primary of a database. */
export interface HandOver {
  readonly role: Role;
  /** Name of the host that has the task by the file; undefined when none has it alone. */
  readonly holder: (infra: Infrastructure) => string | undefined;
  /** Name of the host that takes over when the holder is to be started anew; undefined when nobody is to. */
  readonly successor: (infra: Infrastructure) => string | undefined;
  /** Throws when nothing can be handed over in this infrastructure, or not to this host. */
  readonly refuse: (infra: Infrastructure, to: string | undefined) => void;
  /** Looks at the hosts. Changes nothing; throws when it must not be done. */
  readonly plan: (at: Hosts, infra: Infrastructure, wanted: HandOverRequest) => Promise<HandOverPlan>;
  /** What the file says afterwards. */
  readonly edits: (to: string) => readonly Edit[];
}

export interface HandOverRequest {
  /** The host that is to have the task; when the holder is lost the most advanced one if undefined. */
  readonly to: string | undefined;
  /** The operator has said that what was acknowledged may be lost. */
  readonly allowLoss: boolean;
  /** Scripts that lead whoever asks for the role on a host to this address at once. */
  readonly redirect: (address: string) => readonly Content[];
}

/** How it is brought about. */
export type HandOverWay =
  /** The host has the task already: what is left is the file, and the others. */
  | { readonly kind: "settled"; readonly to: string }
  | { readonly kind: "planned"; readonly from: string; readonly to: string }
  | { readonly kind: "crash"; readonly from: string; readonly to: string | undefined; readonly replicas: readonly string[] };

export interface HandOverPlan {
  readonly way: HandOverWay;
  /** Names of the hosts that did not answer. */
  readonly lost: readonly string[];
  /** Does it, on the hosts that have the task and those that ask them. The file, and all that is made of it, is for the caller and for `up`. */
  readonly run: (at: Hosts) => Promise<HandedOver>;
}

export interface HandedOver {
  readonly to: string;
  /** Seconds without a host that accepts writes, as far as this run made them; undefined when the holder was lost before. */
  readonly pause?: number;
  /** Hosts that do not follow the new holder, with the reason. */
  readonly behind: readonly { readonly host: string; readonly why: string }[];
}
