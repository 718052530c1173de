import type { CardRow } from "../../kit/faces/card.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { hasVirtualAddress } from "../../model/virtual-address.ts";

export function balancerCard(hosts: readonly Host[], infra: Infrastructure): readonly CardRow[] {
  if (!hosts.some((host) => host.roles.includes("balancer"))) return [];
  const detail = hasVirtualAddress(infra) ? "load balancer, keepalived" : "load balancer";
  return [{ key: "balancer", place: 10, icon: "balancer", title: "HAProxy", detail, ...certificate(infra) }];
}

function certificate({ domain, tls }: Infrastructure): Pick<CardRow, "certificate"> {
  if (tls.certificate === "none") return {};
  const from = { internal: "own CA", acme: "public CA", provided: `until ${tls.provided?.expires}` };
  return { certificate: `${domain}, ${from[tls.certificate]}` };
}
