import type { Channel, FlowGroup } from "../../model/flow-group.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";

/** How the world reaches the site. */
export function siteFlows(infra: Infrastructure): readonly FlowGroup[] {
  const channels = infra.tls.certificate === "none" ? [http(infra)] : [http(infra), https(infra)];
  return [{ from: "anyone", to: hostsOf(infra, "balancer").map((host) => host.name), channels }];
}

function http({ domain, tls }: Infrastructure): Channel {
  const site = `The world reads and writes ${domain}${tls.certificate === "none" ? "" : " in clear, too"}.`;
  const purpose = tls.redirectHttp ? `Browsers that ask for http:// are sent to https://${domain}.` : site;
  return { service: "http", protocol: "tcp", port: PORTS.http, encryption: "none", carries: "requests", purpose: () => purpose };
}

function https({ domain }: Infrastructure): Channel {
  const purpose = `The world reads and writes ${domain}.`;
  return { service: "https", protocol: "tcp", port: PORTS.https, encryption: "tls", carries: "requests", purpose: () => purpose };
}
