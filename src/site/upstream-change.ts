import { readMembers, writeMembers } from "../engine/members.ts";
import { outlast } from "../engine/traffic.ts";
import { type Upstream, type UpstreamStep, upstreamSteps } from "../model/upstream.ts";
import { type Target, withHosts } from "./target.ts";

/** How a site that runs comes to send its requests as the file says. */
export interface UpstreamChange {
  /** What is brought about before what the file says. */
  readonly steps: readonly UpstreamStep[];
  /** Remembers how requests are sent, once it is known that hosts are to be changed. */
  readonly begun: () => Promise<void>;
  /** Remembers that a step is done. */
  readonly done: (step: UpstreamStep) => Promise<void>;
}

export async function upstreamChangeOf(target: Target): Promise<UpstreamChange> {
  const { vault, infra } = target;
  const note = async (upstream: readonly Upstream[]): Promise<void> => writeMembers(vault, { ...(await readMembers(vault)), upstream });
  const sent = (await readMembers(vault)).upstream;
  return {
    steps: upstreamSteps(infra, sent ?? []),
    begun: async () => {
      if ((await readMembers(vault)).upstream === undefined) await note([infra.tls.upstream]);
    },
    done: async (step) => {
      // What is taken away next would be missed by those who have not heard yet.
      if (step.sent.length === 1) await withHosts(target, (transport) => outlast(step.infra, transport));
      await note(step.sent);
    },
  };
}

/** What is about to be done, for people. */
export function upstreamWords({ infra }: Target): string {
  return `tls.upstream becomes "${infra.tls.upstream}" in three rounds, so that no request is lost: hosts accept both ways, then use the new one, then accept no other.`;
}
