import type { CardRow } from "../kit/faces/card.ts";
import type { Encryption, FlowKind } from "../model/flow.ts";
import type { Host } from "../model/infrastructure.ts";
import type { IconName } from "./icons.ts";
import type { Mark, Remark } from "./marks.ts";

/** A piece of software in a host's box, or another place where lines can end. Its key is unique in its node. */
export interface Card extends Omit<CardRow, "place"> {
  /** Whether TLS connections from other hosts end here. */
  readonly endsTls: boolean;
}

/** A host, or several that are alike and folded into one box. */
export interface HostNode {
  readonly kind: "host";
  readonly id: string;
  readonly hosts: readonly Host[];
  readonly column: number;
  readonly band: number;
  readonly title: string;
  /** Written opposite the title: an address, or how many hosts there are. */
  readonly aside: string;
  /** A second line, of what else is known; may be empty. */
  readonly facts: string;
  readonly cards: readonly Card[];
  /** Keys of cards between which requests stay on the host. */
  readonly hops: readonly (readonly [string, string])[];
  readonly firewall: Host["firewall"]["by"];
  readonly monitoring: Host["monitoring"];
  readonly mark: Mark | undefined;
}

/** Somebody or something that is no host of the infrastructure. */
export interface OutsideNode {
  readonly kind: "user" | "operators" | "virtual" | "dependency" | "backup";
  readonly id: string;
  readonly column: number;
  readonly icon: IconName;
  readonly title: string;
  readonly facts: readonly string[];
  readonly mark: Mark | undefined;
}

export type SceneNode = HostNode | OutsideNode;

/** One end of a line. */
export interface End {
  /** Id of the node. */
  readonly node: string;
  /** Key of the card; the node as a whole when it is `""`. */
  readonly card: string;
  /** Open, but used only after a change of the primary or of the active balancer. */
  readonly standby: boolean;
}

/** Two lines of text. */
export interface Label {
  readonly head: string;
  readonly tail: string;
}

/**
 * Flows that are drawn as one line with branches: every host of `sources` opens a connection to every other one of `targets`, on
 * each of `ports`. Exactly these, so what is drawn is what is declared.
 */
export interface Bundle {
  /** Unique in the scene. */
  readonly id: string;
  /**
   * `flow`: arrows at the listening end. `peers`: everyone to everyone. `replication`: the arrow shows where data goes, whoever
   * opens the connection. `metrics`: from all hosts of these columns. `access`: from the operators to the frame of all hosts.
   */
  readonly shape: "flow" | "peers" | "replication" | "metrics" | "access";
  /** Absent on the second half of a line that is labelled already. */
  readonly label: Label | undefined;
  readonly encryption: Encryption;
  readonly carries: FlowKind;
  readonly from: readonly End[];
  readonly to: readonly End[];
  /** Names of hosts, or `anyone` or `admin`. */
  readonly sources: readonly string[];
  /** Names of hosts. */
  readonly targets: readonly string[];
  /** Such as `443/tcp`; `vrrp` has no port. */
  readonly ports: readonly string[];
  readonly mark: Mark | undefined;
}

export interface SceneColumn {
  readonly kind: "outside" | "virtual" | "tier";
  /** What stands above it; empty when there is nothing to say. */
  readonly title: string;
}

/** What is to be drawn, before anybody has thought of where. */
export interface Scene {
  readonly name: string;
  readonly domain: string;
  readonly summary: string;
  /** What the network of the hosts is called. */
  readonly network: string;
  readonly columns: readonly SceneColumn[];
  /** Titles of the zones from top to bottom; a single `undefined` when there are no zones to show. */
  readonly bands: readonly (string | undefined)[];
  /** What the check says of a band's zone. */
  readonly bandMarks: readonly (Mark | undefined)[];
  readonly nodes: readonly SceneNode[];
  readonly bundles: readonly Bundle[];
  readonly remarks: readonly Remark[];
}
