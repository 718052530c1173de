import { hostCertificate } from "../../kit/pki.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { accepted } from "../../model/passwords.ts";
import type { CertificateResource } from "../../state/resource.ts";
import { type Content, secretRef, text } from "../../util/content.ts";

/** Where the parts of a cache listen; those below `loopback` on 127.0.0.1 alone. */
export const CACHE_PORTS = {
  server: 6379,
  /** Where those who vote on the primary talk to each other. */
  vote: 26_379,
  loopback: {
    /** The app's way to the primary, on app hosts. */
    proxy: 6380,
    exporter: 9121,
  },
} as const;

export const SERVER_UNIT = "valkey-server.service";
export const VOTE_UNIT = "valkey-sentinel.service";
export const PROXY_UNIT = "bartizan-cache-proxy.service";
export const EXPORTER_UNIT = "prometheus-redis-exporter.service";

/** Valkey rewrites its configuration when told to, which it cannot in a folder of root's: what is wanted stays what is there. */
const FOLDER = "/etc/bartizan/cache";
export const FILES = {
  folder: FOLDER,
  server: `${FOLDER}/valkey.conf`,
  users: `${FOLDER}/users.acl`,
  vote: `${FOLDER}/sentinel.conf`,
  voters: `${FOLDER}/sentinel-users.acl`,
  /** The password by which root's scripts ask, for root alone. */
  password: `${FOLDER}/host.password`,
  proxy: `${FOLDER}/proxy.cfg`,
  exporter: `${FOLDER}/exporter.password`,
  defaults: "/etc/default/prometheus-redis-exporter",
  sysctl: "/etc/sysctl.d/61-bartizan-cache.conf",
} as const;

/** Below this Valkey writes what it must not forget; it belongs to the package. */
export const CACHE_DATA = "/var/lib/valkey";
/** What a voter remembers: it writes this file itself, and a start makes it anew from what it remembers and what is wanted. */
export const VOTE_STATE = `${CACHE_DATA}/bartizan-sentinel.conf`;
/** Whether this host starts as a replica, and whose: written before each start. */
export const CACHE_START_OPTIONS = "/run/bartizan-cache.env";

/** Asks who takes the writes, before a start and before an end. */
export const SCRIPT = "/usr/local/lib/bartizan/cache";

/** What the voters call the primary and its replicas. */
export const GROUP = "cache";
/** The name that every cache host's certificate carries, so that apps behind the proxy can verify whichever host answers. */
export const CACHE_NAME = "cache.internal";

const PKI = "/etc/bartizan/pki";

/** With what a host shows who it is: one that holds keys, or one that only votes on who takes the writes. */
export function cacheCertificate(host: Host): CertificateResource {
  const holds = host.roles.includes("cache");
  const addresses = [host.address, host.address6].filter((it) => it !== undefined);
  return hostCertificate(host, `${PKI}/cache`, holds ? "cache" : "cache-vote", {
    names: [`DNS:${host.name}`, ...(holds ? [`DNS:${CACHE_NAME}`] : []), ...addresses.map((it) => `IP:${it}`)],
    usage: ["server", "client"],
    owner: "root:valkey",
  });
}

/** With what an app host's proxy asks the cache hosts who takes the writes. */
export function proxyCertificate(host: Host): CertificateResource {
  return hostCertificate(host, `${PKI}/cache-proxy`, "cache-proxy", {
    names: [`DNS:${host.name}`],
    usage: ["client"],
    owner: "root:haproxy",
    bundle: true,
  });
}

/** Names of generated passwords, in the vault: one for each account. */
export const SECRETS = {
  app: "cache.app",
  replication: "cache.replication",
  /** Of the voters, at the caches and among themselves. */
  vote: "cache.vote",
  /** Of the proxies, which look and no more. */
  check: "cache.check",
  exporter: "cache.exporter",
  /** Of root's own scripts on a host. */
  host: "cache.host",
} as const;

/** The passwords that an account may log in with, as its line in a list of users has them. */
export function passwordsOf(secret: string, infra: Infrastructure): Content {
  return accepted(secret, infra).flatMap((name, index) => text`${index === 0 ? "" : " "}>${secretRef(name ?? secret)}`);
}
