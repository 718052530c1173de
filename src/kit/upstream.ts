import type { Encryption } from "../model/flow.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { PORTS } from "../model/ports.ts";
import type { Upstream } from "../model/upstream.ts";
import type { CertificateResource } from "../state/resource.ts";
import { hostCertificate } from "./pki.ts";

/** How requests are protected on their way from host to host behind the balancer. */
export function upstreamEncryption(way: Upstream): Encryption {
  switch (way) {
    case "plain":
      return "none";
    case "unverified":
      return "tls-unverified";
    case "verified":
      return "mutual-tls";
  }
}

/** What is spoken there, as people call it. */
export function upstreamLabel(way: Upstream): string {
  return way === "plain" ? "HTTP" : "HTTPS";
}

/** What flows of this service are called on the second of two ways in which hosts take requests. */
export function alsoService(service: string): string {
  return `${service}-also`;
}

/** Where the web server of a host takes requests: beside a balancer the usual ports are taken. */
export function webPort(host: Host, { tls }: Infrastructure, way: Upstream = tls.upstream): number {
  if (host.roles.includes("balancer")) return way === "plain" ? PORTS.webBesideBalancer : PORTS.webTlsBesideBalancer;
  return way === "plain" ? PORTS.http : PORTS.https;
}

/** With what a balancer shows the web servers who it is. */
export function balancerCertificate(host: Host): CertificateResource {
  return hostCertificate(host, "/etc/bartizan/pki/upstream", "balancer", { names: [`DNS:${host.name}`], usage: ["client"], bundle: true });
}

/** With what a web server shows the balancers who it is. */
export function webCertificate(host: Host): CertificateResource {
  const addresses = [host.address, host.address6].filter((it) => it !== undefined);
  return hostCertificate(host, "/etc/bartizan/pki/web", "web", {
    names: [`DNS:${roleName(host, "web")}`, `DNS:${host.name}`, ...addresses.map((it) => `IP:${it}`)],
    usage: ["server"],
  });
}

/** The name of a host in one of its roles, as it stands in the certificate for that role and in no other of the host. */
export function roleName(host: Host, role: "web" | "app"): string {
  return `${host.name}.${role}.internal`;
}

/** With what a web server shows the apps on other hosts who it is. */
export function appClientCertificate(host: Host): CertificateResource {
  return hostCertificate(host, "/etc/bartizan/pki/app-client", "web", {
    names: [`DNS:${roleName(host, "web")}`],
    usage: ["client"],
    bundle: true,
  });
}

/** With what an app shows the web servers on other hosts who it is. */
export function appCertificate(host: Host): CertificateResource {
  return hostCertificate(host, "/etc/bartizan/pki/app", "app", {
    names: [`DNS:${roleName(host, "app")}`],
    usage: ["server"],
    bundle: true,
  });
}

/** With what an app host's proxy asks the database nodes for their state. */
export function databaseProxyCertificate(host: Host): CertificateResource {
  return hostCertificate(host, "/etc/bartizan/pki/database-proxy", "database-proxy", {
    names: [`DNS:${host.name}`],
    usage: ["client"],
    bundle: true,
  });
}
