import { isAbsolute, join, normalize } from "node:path";
import { connectionsFor, type USUAL_LIMITS } from "../../model/app-limits.ts";
import type { Acme, App, AppLimits, Balancer, Database, Tls } from "../../model/infrastructure.ts";
import { DERIVED } from "../defaults.ts";
import type {
  AcmeConfig,
  AppConfig,
  AppLimitsConfig,
  BalancerConfig,
  DatabaseConfig,
  InfrastructureConfig,
  ProvidedCertificateConfig,
  TlsConfig,
} from "../language.ts";
import { type Ledger, maybe } from "../provenance.ts";
import { canonicalAddress, canonicalFolder } from "./spelling.ts";

export function resolveTls(config: TlsConfig, domain: string, book: Ledger): Tls {
  const { file, orDefault, orDerived } = book;
  const bare = config.certificate === "none";
  return {
    certificate: file("tls.certificate", config.certificate),
    ...maybe("acme", config.acme && resolveAcme(config.acme, domain, book)),
    ...maybe("provided", config.provided && resolveProvided(config.provided, book)),
    terminateAt: file("tls.terminateAt", config.terminateAt),
    lifetimeDays: orDefault("tls.lifetimeDays", config.lifetimeDays),
    upstream: orDefault("tls.upstream", config.upstream),
    redirectHttp: bare
      ? orDerived("tls.redirectHttp", config.redirectHttp, false, DERIVED["tls.redirectHttp"])
      : orDefault("tls.redirectHttp", config.redirectHttp),
    hstsSeconds: bare
      ? orDerived("tls.hstsSeconds", config.hstsSeconds, 0, DERIVED["tls.hstsSeconds"])
      : orDefault("tls.hstsSeconds", config.hstsSeconds),
    profile: orDefault("tls.profile", config.profile),
  };
}

function resolveAcme(config: AcmeConfig, domain: string, { file, optional, orDefault, orDerived }: Ledger): Acme {
  return {
    directory: orDefault("tls.acme.directory", config.directory),
    email: orDerived("tls.acme.email", config.email, `hostmaster@${domain}`, DERIVED["tls.acme.email"]),
    ...optional("tls.acme", "authority", config.authority),
    ...(config.binding === undefined
      ? {}
      : {
          binding: { keyId: file("tls.acme.binding.keyId", config.binding.keyId), key: file("tls.acme.binding.key", config.binding.key) },
        }),
  };
}

function resolveProvided(config: ProvidedCertificateConfig, { file, orDefault }: Ledger): NonNullable<Tls["provided"]> {
  return {
    names: file("tls.provided.names", [...config.names]),
    expires: file("tls.provided.expires", config.expires),
    renewal: file("tls.provided.renewal", config.renewal),
    keys: orDefault("tls.provided.keys", config.keys),
  };
}

/** The highest VRRP priority that is given, and the step to the next balancer: 255 would belong to the owner of the address (RFC 9568, 5.2.4). */
const HIGHEST_PRIORITY = 200;
const STEP = 10;

export function resolveBalancer(config: BalancerConfig | undefined, names: readonly string[], book: Ledger): Balancer {
  const { optional, orDefault, orDerived } = book;
  const address = config?.virtualAddress;
  const address6 = config?.virtualAddress6;
  const step = Math.max(1, Math.min(STEP, Math.floor((HIGHEST_PRIORITY - 1) / names.length)));
  const priority = (name: string, index: number): readonly [string, number] => {
    const derived = Math.max(1, HIGHEST_PRIORITY - step * index);
    const place = `balancer.priorities.${name}`;
    return [name, orDerived(place, config?.priorities?.[name], derived, DERIVED["balancer.priorities.*"])];
  };
  return {
    ...optional("balancer", "virtualAddress", address === undefined ? undefined : canonicalAddress(address)),
    ...optional("balancer", "virtualAddress6", address6 === undefined ? undefined : canonicalAddress(address6)),
    peers: orDefault("balancer.peers", config?.peers),
    priorities: Object.fromEntries(names.map(priority)),
    advertiseSeconds: orDefault("balancer.advertiseSeconds", config?.advertiseSeconds),
    healthCheck: orDefault("balancer.healthCheck", config?.healthCheck),
  };
}

/** The roles of the hosts, as far as the numbers of one host follow from how many there are. */
type Fleet = Pick<InfrastructureConfig, "hosts" | "objectives">;

function resolveLimits(config: AppLimitsConfig | undefined, { hosts, objectives }: Fleet, { orDefault, orDerived }: Ledger): AppLimits {
  const usual = <K extends keyof typeof USUAL_LIMITS>(key: K): number => orDefault<number>(`app.limits.${key}`, config?.[key]);
  const roles = Object.values(hosts).map(({ runs }) => ({ roles: runs }));
  const place = "app.limits.connectionsPerHost";
  return {
    requestBodyMb: usual("requestBodyMb"),
    headersKb: usual("headersKb"),
    answerSeconds: usual("answerSeconds"),
    pauseSeconds: usual("pauseSeconds"),
    idleSeconds: usual("idleSeconds"),
    requestsPerHost: usual("requestsPerHost"),
    connectionsPerHost: orDerived(place, config?.connectionsPerHost, connectionsFor(objectives?.peakConnections, roles), DERIVED[place]),
  };
}

export function resolveApp(config: AppConfig, dir: string, fleet: Fleet, book: Ledger): App {
  const { file, optional, orDefault } = book;
  const folder = (written: string | undefined): string | undefined => written && canonicalFolder(written);
  const absolute = normalize(isAbsolute(config.source) ? config.source : join(dir, config.source)).replace(/(?<=.)\/$/, "");
  const app = {
    source: file("app.source", absolute),
    ...optional("app", "build", config.build),
    ...optional("app", "output", folder(config.output)),
    packages: orDefault("app.packages", config.packages && [...config.packages]),
    command: file("app.command", config.command),
    health: orDefault("app.health", config.health),
    startSeconds: orDefault("app.startSeconds", config.startSeconds),
    ...optional("app", "static", folder(config.static)),
    listen: orDefault("app.listen", config.listen),
  };
  const env = Object.entries(config.env ?? {}).map(([name, value]) => {
    const text = typeof value === "object" ? { secret: value.secret } : String(value);
    return [name, file(`app.env.${name}`, text)] as const;
  });
  return { ...app, env: Object.fromEntries(env), limits: resolveLimits(config.limits, fleet, book) };
}

export function resolveDatabase(config: DatabaseConfig, { name, hosts }: InfrastructureConfig, book: Ledger): Database {
  const { file, optional, orDefault, orDerived } = book;
  const galera = config.topology === "galera";
  // What the other topology alone knows: the model holds it, too, and a rule may look at it.
  const elsewhere = <T extends "writers" | "replicasReadOnly" | "replication" | "promotion">(key: T, value: Database[T]): Database[T] =>
    orDerived<Database[T]>(`database.${key}`, undefined, value, DERIVED[`database.${key}`]);
  const [first = ""] = Object.entries(hosts).flatMap(([host, { runs }]) => (runs.includes("database") ? [host] : []));
  return {
    engine: file("database.engine", config.engine),
    topology: file("database.topology", config.topology),
    primary: orDerived("database.primary", config.primary, first, DERIVED["database.primary"]),
    writers: galera ? orDefault("database.writers", config.writers) : elsewhere("writers", "one"),
    ...optional("database", "arbitrator", config.arbitrator),
    replicasReadOnly: galera ? elsewhere("replicasReadOnly", true) : orDefault("database.replicasReadOnly", config.replicasReadOnly),
    replication: galera ? elsewhere("replication", "async") : orDefault("database.replication", config.replication),
    promotion: galera ? elsewhere("promotion", "manual") : orDefault("database.promotion", config.promotion),
    tls: orDefault("database.tls", config.tls),
    name: orDerived("database.name", config.name, name.replaceAll("-", "_"), DERIVED["database.name"]),
  };
}
