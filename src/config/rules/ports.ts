import type { Role } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { DEFAULTS } from "../defaults.ts";
import { type ConfigRule, type Draft, entriesOf, itemsOf } from "../draft.ts";
import { showName } from "../path.ts";

/** A port on a host, and what is known of the host. */
interface Place {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly host: string;
  readonly roles: readonly Role[];
  readonly draft: Draft;
}

const encrypted = ({ tls }: Draft): boolean => tls?.upstream === "unverified" || tls?.upstream === "verified";
const isGalera = ({ database }: Draft): boolean => database?.topology === "galera";
const isNode = ({ roles, draft }: Place): boolean => roles.includes("database") && isGalera(draft);
const balances = ({ roles }: Place): boolean => roles.includes("balancer");
const serves = ({ roles }: Place): boolean => roles.includes("web");
const monitors = ({ roles }: Place): boolean => roles.includes("monitor");
const stores = ({ roles }: Place): boolean => roles.includes("database");
const runsApp = ({ roles }: Place): boolean => roles.includes("app");

/** Whether some web server has no app beside it, so that requests go from host to host. */
const tiersApart = ({ draft }: Place): boolean => {
  const hosts = entriesOf(draft.hosts).map(([, { runs }]) => itemsOf(runs).map(([, role]) => role));
  return hosts.some((roles) => roles.includes("web") && !roles.includes("app"));
};
/** HAProxy: the balancer, the way to apps on other hosts and their end of it, the way to the database. */
const proxies = (place: Place): boolean =>
  balances(place) ||
  (runsApp(place) && place.draft.database !== undefined) ||
  (tiersApart(place) && (serves(place) || (runsApp(place) && encrypted(place.draft))));

type Opened = Exclude<keyof typeof PORTS, "loopback"> | keyof (typeof PORTS)["loopback"];

/** When the ports are used on a host. */
const USED: Readonly<Record<Opened, (place: Place) => boolean>> = {
  ssh: () => true,
  http: (place) => balances(place) || (serves(place) && !encrypted(place.draft)),
  https: (place) => balances(place) || (serves(place) && encrypted(place.draft)),
  webBesideBalancer: (place) => serves(place) && balances(place),
  webTlsBesideBalancer: (place) => serves(place) && balances(place) && encrypted(place.draft),
  appTls: (place) => runsApp(place) && encrypted(place.draft) && tiersApart(place),
  database: stores,
  galera: (place) => isNode(place) || place.draft.database?.arbitrator === place.host,
  galeraIncremental: isNode,
  galeraFull: isNode,
  galeraHealth: isNode,
  ingest: monitors,
  mail: (place) => monitors(place) && itemsOf(place.draft.monitoring?.receivers).some(([, { kind }]) => kind === "email"),
  databaseProxy: (place) => runsApp(place) && place.draft.database !== undefined,
  haproxyMetrics: proxies,
  console: monitors,
  appTrial: (place) => runsApp(place) && place.draft.app?.listen !== "socket",
  nginxStatus: (place) => serves(place) || monitors(place) || isNode(place),
  victoriaMetrics: monitors,
  vmagent: () => true,
  remoteWrite: (place) => monitors(place) && itemsOf(place.draft.monitoring?.sendTo).some(([, { kind }]) => kind === "remoteWrite"),
  vmalert: monitors,
  alertmanager: monitors,
  nodeExporter: () => true,
  mysqldExporter: stores,
};

/** Which part of Bartizan's has this port on this host, in words; undefined when none has. */
function partAt(place: Place): string | undefined {
  const { loopback, ...open } = PORTS;
  const names = Object.entries({ ...open, ...loopback }).flatMap(([name, port]) => (port === place.port ? [name as Opened] : []));
  const user = place.protocol === "tcp" ? names.find((name) => USED[name](place)) : undefined;
  return user && `the ${user.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)}`;
}

/** Who has this port on this host, in words; undefined when nobody has. */
export function portUser(place: Place): string | undefined {
  const app = place.protocol === "tcp" && runsApp(place) && (place.draft.app?.listen ?? DEFAULTS["app.listen"].value) === place.port;
  return partAt(place) ?? (app && place.draft.app !== undefined ? "the app" : undefined);
}

/** The app's port must be free on every host that runs the app. */
export const portFree: ConfigRule = ({ draft }) => {
  const listen = draft.app?.listen;
  if (typeof listen !== "number") return [];
  for (const [host, { runs }] of entriesOf(draft.hosts)) {
    const roles = itemsOf(runs).map(([, role]) => role);
    const user = roles.includes("app") ? partAt({ port: listen, protocol: "tcp", host, roles, draft }) : undefined;
    if (user === undefined) continue;
    const found = `${listen}, which is the port of ${user} on ${showName(host)}`;
    return [{ path: ["app", "listen"], code: "BZ_CONFIG_PORT_TAKEN", found, allowed: 'a free port, or "socket"' }];
  }
  return [];
};
