import { type Flow, flowId } from "../../model/flow.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";

/** How the world reaches the site. */
export function siteFlows(infra: Infrastructure): readonly Flow[] {
  return hostsOf(infra, "balancer").flatMap((host) => [
    http(host, infra),
    ...(infra.tls.certificate === "none" ? [] : [https(host, infra)]),
  ]);
}

function http(host: Host, { domain, tls }: Infrastructure): Flow {
  const site = `The world reads and writes ${domain}${tls.certificate === "none" ? "" : " in clear, too"}.`;
  return {
    id: flowId("http", { kind: "anyone" }, host.name),
    from: { kind: "anyone" },
    to: host.name,
    protocol: "tcp",
    port: PORTS.http,
    encryption: "none",
    carries: "requests",
    purpose: tls.redirectHttp ? `Browsers that ask for http:// are sent to https://${domain}.` : site,
  };
}

function https(host: Host, { domain }: Infrastructure): Flow {
  return {
    id: flowId("https", { kind: "anyone" }, host.name),
    from: { kind: "anyone" },
    to: host.name,
    protocol: "tcp",
    port: PORTS.https,
    encryption: "tls",
    carries: "requests",
    purpose: `The world reads and writes ${domain}.`,
  };
}
