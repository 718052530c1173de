import type { Fix, Judgement } from "../../kit/faces/finding.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import type { Rule } from "../rule.ts";
import { flowWords } from "../words.ts";
import { type Hop, hopsOf } from "./shared/hops.ts";
import { REFERENCES } from "./shared/references.ts";

const VERIFY: Fix = {
  kind: "edit",
  title: 'Verify both ends against the infrastructure\'s own CA: tls.upstream becomes "verified".',
  edits: [{ path: ["tls", "upstream"], value: "verified" }],
};

/** Hops that are encrypted to whoever answers. */
export const upstreamUnverified: Rule = {
  id: "upstream-unverified",
  section: "encryption",
  severity: "warning",
  title: "Traffic behind the balancer is encrypted again, but nobody is verified.",
  why: "Encryption without verification keeps out who only listens. Who can answer in the server's place, by a forged ARP reply or a taken-over address, is sent everything, encrypted for the wrong key.",
  mend: "Verify the server's certificate against a CA of one's own, for the name of the host that is meant.",
  drill: "rogue-upstream",
  falsePositive: "The network guarantees who has which address, and nobody else can speak from it.",
  references: [REFERENCES.noVerification, REFERENCES.serviceIdentity],
  judge: ({ infra, flowGroups }) =>
    hopsOf(infra, flowGroups, ({ carries, encryption }) => carries === "requests" && encryption === "tls-unverified").map((hop) =>
      judgement(hop, infra),
    ),
};

function judgement({ entity, from, to, flows }: Hop, infra: Infrastructure): Judgement {
  return {
    entity,
    title: `${from.name} encrypts requests to ${to.name} without verifying that it is ${to.name}.`,
    why: `Whoever answers at ${to.address} in place of ${to.name}, by a forged ARP reply or after taking its address, gets the requests of ${infra.domain} with their passwords and session cookies, and ${from.name} passes the answers on.`,
    evidence: [...flows.map(flowWords), 'tls.upstream: "unverified"'],
    fix: VERIFY,
    hosts: [from.name, to.name],
    flows: flows.map(({ id }) => id),
    path: "tls.upstream",
  };
}
