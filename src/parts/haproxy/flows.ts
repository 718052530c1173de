import type { Channel, FlowGroup } from "../../model/flow-group.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";

/** How the world reaches the site. */
export function siteFlows(infra: Infrastructure): readonly FlowGroup[] {
  const channels = infra.tls.certificate === "none" ? [http(infra)] : [http(infra), https(infra)];
  return [{ from: "anyone", to: hostsOf(infra, "balancer").map((host) => host.name), channels }];
}

const SITE = { protocol: "tcp", carries: "requests", ends: { to: "balancer" } } as const;

function http({ domain, tls }: Infrastructure): Channel {
  const site = `The world reads and writes ${domain}${tls.certificate === "none" ? "" : " in clear, too"}.`;
  const purpose = tls.redirectHttp ? `Browsers that ask for http:// are sent to https://${domain}.` : site;
  return { ...SITE, service: "http", label: "HTTP", port: PORTS.http, encryption: "none", purpose: () => purpose };
}

function https({ domain }: Infrastructure): Channel {
  const purpose = `The world reads and writes ${domain}.`;
  return { ...SITE, service: "https", label: "HTTPS", port: PORTS.https, encryption: "tls", purpose: () => purpose };
}
