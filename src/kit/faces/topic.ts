import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Block } from "./block.ts";
import type { JudgedFinding } from "./finding.ts";
import type { Loss } from "./reliability.ts";

/** A question about an infrastructure, answered with its own hosts, flows and numbers. */
export interface TopicOf<Context> {
  /** Kebab-case; what `bartizan explain` is asked for. */
  readonly id: string;
  readonly question: string;
  readonly answer: (context: Context) => readonly Block[];
}

/** What the answer of a part is made of. */
export interface PartTopicContext {
  readonly infra: Infrastructure;
  readonly findings: readonly JudgedFinding[];
  /** What the loss of this machine does. */
  readonly loss: (host: Host) => Loss;
  /** What is measured on a host. */
  readonly scrapes: (host: Host) => readonly { readonly job: string; readonly target: string; readonly tells: string }[];
}

/** A question about one part. */
export interface PartTopic extends TopicOf<PartTopicContext> {
  /** The question after which people ask it. */
  readonly after: string;
}

/** An element of the picture, and what it is there for. */
export interface ElementRow {
  /** Where it stands among the others, from the client on. */
  readonly place: number;
  readonly name: string;
  /** What does it, where that has a name of its own. */
  readonly program?: string;
  /** Names of the hosts that have it. */
  readonly hosts: readonly string[];
  readonly use: string;
}
