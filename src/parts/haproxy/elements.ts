import { namesOf, verb } from "../../kit/answer-words.ts";
import type { ElementRow } from "../../kit/faces/topic.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";

/** The balancer, and the app's way to its database. */
export function proxyElements(infra: Infrastructure): readonly ElementRow[] {
  const program = "HAProxy";
  return [
    { place: 20, name: "balancer", program, hosts: namesOf(infra, "balancer"), use: balancerUse(infra) },
    ...(infra.database === undefined
      ? []
      : [{ place: 70, name: "database proxy", program, hosts: namesOf(infra, "app"), use: proxyUse(infra) }]),
  ];
}

function balancerUse(infra: Infrastructure): string {
  const web = namesOf(infra, "web");
  const end = infra.tls.certificate === "none" ? "" : "Ends TLS, ";
  const shares = `${end === "" ? "S" : "s"}hares the requests out among ${listed(web)}`;
  return `${end}${shares}${infra.balancer.healthCheck ? `, and leaves ${verb(web, "it", "those")} out that ${verb(web, "fails", "fail")} its check` : ""}.`;
}

function proxyUse(infra: Infrastructure): string {
  const target = infra.database?.topology === "galera" ? "a node of the cluster that works" : `the primary ${infra.database?.primary}`;
  return `Leads the app to ${target}, so that the app knows one address only: its own host's.`;
}
