import { wordsOf } from "../../../catalog/roles.ts";
import { tiersOf } from "../../../catalog/tiers.ts";
import { hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import type { Tier } from "../../../model/tiers.ts";
import { activeBalancer, hasVirtualAddress, virtualAddresses } from "../../../model/virtual-address.ts";
import { ALGORITHMS } from "../../../parts/haproxy/algorithms.ts";
import { WEB_CHECK } from "../../../parts/haproxy/check-timing.ts";
import { listed } from "../../../util/names.ts";
import { changeOver } from "../../availability/failover.ts";
import { secondsWords } from "../../rules/shared/durations.ts";
import { type Block, paragraph, table } from "../block.ts";
import type { Topic } from "../topic.ts";
import { namesOf, verb } from "../words.ts";

/** How requests are shared out, and which hosts of a tier serve at a time. */
export const balancing: Topic = {
  id: "balancing",
  question: "By which algorithm are requests shared out, and is it active-active or active-passive?",
  answer: ({ infra }) => {
    const web = namesOf(infra, "web");
    const balancers = namesOf(infra, "balancer");
    if (balancers.length === 0) return [paragraph("There is no balancer here.")];
    return [
      paragraph(
        `HAProxy on ${listed(balancers)} shares requests out by \`${ALGORITHMS.requests}\`: each request goes to the next of ${listed(web)} in turn, all with the same weight. The requests of a site are many, short and alike, so everybody gets the same share; unlike \`${ALGORITHMS.streams}\`, which counts open connections, it does not send everything to a server that has just come back, or that answers fast because it fails. WebSockets and event streams, which stay, go to the server that has the fewest of them (\`${ALGORITHMS.streams}\`).`,
      ),
      ...dead(infra),
      ...table(["TIER", "HOSTS", "MODE", "WHICH MEANS"], modes(infra)),
    ];
  },
};

function dead(infra: Infrastructure): readonly Block[] {
  const { inter, timeout, fall } = WEB_CHECK;
  const path = infra.app?.health ?? "/";
  const retry =
    "GET and HEAD that got no answer are asked again of another server; what writes is sent again only if it never left the balancer, because nobody knows whether it was carried out.";
  if (!infra.balancer.healthCheck)
    return [
      paragraph(
        `Nobody checks whether a web server can serve (\`balancer.healthCheck: false\`): a dead one goes on getting its share.`,
        retry,
      ),
    ];
  return [
    paragraph(
      `Every ${inter === 1 ? "second" : `${inter} s`} it asks each of them for \`${path}\`, which must answer 200 within ${timeout} s; after ${fall} failures in a row a server gets no more requests, and after two successes it is back.`,
      retry,
    ),
  ];
}

function modes(infra: Infrastructure): readonly (readonly string[])[] {
  return tiersOf(infra).map((tier) => {
    const names = tier.members.map((host) => host.name);
    const [mode, meaning] = names.length === 1 ? ["one host", "nobody takes over"] : modeOf(infra, tier);
    return [wordsOf(tier.role).many, listed(names), mode, meaning];
  });
}

function modeOf(infra: Infrastructure, tier: Tier): readonly [mode: string, meaning: string] {
  const { role } = tier;
  const names = tier.members.map((host) => host.name);
  if (role === "balancer") return balancerMode(infra, tier, names);
  if (role === "database") return databaseMode(infra, names);
  const beside = role === "web" && hostsOf(infra, "web").every((host) => host.roles.includes("app")) && infra.app !== undefined;
  return [
    "active-active",
    `all of them serve at all times${beside ? ", each with the app beside it" : ""}; when one is lost, the others take its share`,
  ];
}

function balancerMode(infra: Infrastructure, tier: Tier, names: readonly string[]): readonly [string, string] {
  const active = activeBalancer(infra);
  if (!hasVirtualAddress(infra) || active === undefined)
    return ["active-active", "each has an address and clients of its own; nobody takes over from another"];
  const backups = names.filter((name) => name !== active.name);
  const seconds = secondsWords(changeOver(infra, tier, active, "machine")?.seconds ?? 0);
  return [
    "active-passive",
    `${active.name} holds ${virtualAddresses(infra)[0]}; when it falls silent, ${verb(backups, backups[0] ?? "", `the first of ${listed(backups)}`)} takes it after ${seconds}`,
  ];
}

function databaseMode(infra: Infrastructure, names: readonly string[]): readonly [string, string] {
  const { database } = infra;
  if (database?.topology === "galera") {
    return database.writers === "all"
      ? ["active-active", "every node takes reads and writes"]
      : ["active-passive", "one node takes the app's traffic, another one within seconds when it is lost; all hold all data"];
  }
  const replicas = names.filter((name) => name !== database?.primary);
  return [
    "active-passive",
    `${database?.primary} takes reads and writes; ${listed(replicas)} ${verb(replicas, "follows", "follow")} and ${verb(replicas, "waits", "wait")} to be promoted by hand`,
  ];
}
