import type { Host, Infrastructure, Role } from "../model/infrastructure.ts";
import type { Facts } from "../state/facts.ts";
import type { HostState } from "../state/resource.ts";
import type { HostPlan, Step } from "../state/step.ts";
import type { Secrets } from "../util/secret.ts";
import type { Service } from "./service.ts";

/** What of a host is away for a while. */
export interface Absence {
  readonly host: string;
  /** Whether it cannot fill this role meanwhile: none, when the machine itself is started anew. */
  readonly lacks: (role: Role) => boolean;
}

/** How hosts are patched: `bartizan patch` asks each for its updates, and carries out what is planned for it like an `up`. */
export interface Patching {
  /** Shell script that reads the lists of packages anew (`refresh`) and prints what `parse` reads. */
  readonly look: (services: readonly Service[], refresh: boolean) => string;
  /** Its exit status when the lists could not be read. */
  readonly listsUnread: number;
  readonly parse: (stdout: string) => PendingUpdates;
  readonly plan: (inputs: PatchInputs, pending: PendingUpdates) => HostPlan;
  /** Whether this step installs the updates. */
  readonly installs: (step: Step) => boolean;
  /** Whether a plan ends with a start of the machine. */
  readonly reboots: (plan: HostPlan) => boolean;
  /** What of a host with these services is away while a plan is carried out. */
  readonly absence: (plan: HostPlan, services: readonly Service[]) => Absence;
}

export interface PatchInputs {
  readonly infra: Infrastructure;
  readonly host: Host;
  readonly state: HostState;
  readonly facts: Facts;
  readonly services: readonly Service[];
  readonly secrets: Secrets;
}

/** A package, from which version to which. */
export interface Upgrade {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** What a host says of its updates. */
export interface PendingUpdates {
  /** Those that close holes. */
  readonly upgrades: readonly Upgrade[];
  /** New packages that come with them, as a kernel does. */
  readonly brings: readonly string[];
  /** Services that run from files of these packages, or from files that are gone. */
  readonly units: readonly string[];
  /** An installation was cut off. */
  readonly unfinished: boolean;
  /** Whether the machine waits to be started anew. */
  readonly reboot: boolean;
  /** Changes with each start of the machine. */
  readonly boot: string;
}
