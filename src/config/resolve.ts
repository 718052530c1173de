import { isAbsolute, join, normalize } from "node:path";
import type { App, Host, Infrastructure } from "../model/infrastructure.ts";
import { formatAddress, formatCidr, parseAddress, parseCidr } from "../util/address.ts";
import { deepFreeze } from "../util/freeze.ts";
import { DEFAULTS, DERIVED } from "./defaults.ts";
import type { AppConfig, HostConfig, InfrastructureConfig, SecretReference } from "./language.ts";

/** Where a value comes from: from the file, from a default, or from other values. */
export type Origin =
  | { readonly kind: "file" }
  | { readonly kind: "default"; readonly reason: string }
  | { readonly kind: "derived"; readonly from: string };

export type ResolvedValue = string | number | boolean | SecretReference | readonly string[];

/** One value of the infrastructure, where it stands and where it comes from. */
export interface Resolved {
  /** Its place in the language of the config: `hosts.srv1.ssh`. */
  readonly path: string;
  readonly value: ResolvedValue;
  readonly origin: Origin;
}

/** Every value of an infrastructure with its origin, in the order of the model. */
export type Provenance = readonly Resolved[];

/** Notes down every value that goes into the model. */
interface Ledger {
  readonly entries: Resolved[];
  /** From the file as it is. */
  readonly file: <T extends ResolvedValue>(path: string, value: T) => T;
  /** From the file, else the default of this place. */
  readonly orDefault: <T extends ResolvedValue>(path: keyof typeof DEFAULTS, value: T | undefined) => T;
  /** From the file, else made from other values. */
  readonly orDerived: <T extends ResolvedValue>(path: string, value: T | undefined, derived: T, from: string) => T;
}

function ledger(): Ledger {
  const entries: Resolved[] = [];
  const note = <T extends ResolvedValue>(path: string, value: T, origin: Origin): T => {
    entries.push({ path, value, origin });
    return value;
  };
  const file = <T extends ResolvedValue>(path: string, value: T): T => note(path, value, { kind: "file" });
  return {
    entries,
    file,
    orDefault: <T extends ResolvedValue>(path: keyof typeof DEFAULTS, value: T | undefined): T => {
      const fallback = DEFAULTS[path];
      return value === undefined
        ? note(path, fallback.value as unknown as T, { kind: "default", reason: fallback.reason })
        : file(path, value);
    },
    orDerived: (path, value, derived, from) => (value === undefined ? note(path, derived, { kind: "derived", from }) : file(path, value)),
  };
}

/** `{ key: value }`, or nothing when there is no value: the model has no keys that hold `undefined`. */
function maybe<K extends string, T>(key: K, value: T | undefined): { readonly [key in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: T });
}

function canonicalAddress(written: string): string {
  const address = parseAddress(written);
  return address === undefined ? written : formatAddress(address);
}

function canonicalRange(written: string): string {
  const range = parseCidr(written);
  return range === undefined ? written : formatCidr(range);
}

/** `./public/` and `public` are one folder. */
function canonicalFolder(written: string): string {
  return written.replace(/^\.\//, "").replace(/\/$/, "");
}

function resolveHost(name: string, config: HostConfig, { file, orDerived }: Ledger): Host {
  const place = `hosts.${name}`;
  const address = (key: "address" | "address6" | "publicAddress" | "publicAddress6"): { readonly [key: string]: string } => {
    const written = config[key];
    return written === undefined ? {} : { [key]: file(`${place}.${key}`, canonicalAddress(written)) };
  };
  return {
    name,
    address: file(`${place}.address`, canonicalAddress(config.address)),
    ...address("address6"),
    ...address("publicAddress"),
    ...address("publicAddress6"),
    ssh: orDerived(`${place}.ssh`, config.ssh, canonicalAddress(config.address), DERIVED["hosts.*.ssh"].replace("*", name)),
    roles: file(`${place}.runs`, [...config.runs]),
  };
}

function resolveApp(config: AppConfig, dir: string, { entries, file, orDefault }: Ledger): App {
  const optional = <K extends "build" | "output" | "static">(key: K): { readonly [key in K]?: string } => {
    const written = config[key];
    return maybe(key, written && file(`app.${key}`, key === "build" ? written : canonicalFolder(written)));
  };
  const absolute = normalize(isAbsolute(config.source) ? config.source : join(dir, config.source)).replace(/(?<=.)\/$/, "");
  const variables = Object.entries(config.env ?? {}).map(([name, value]) => {
    const text = typeof value === "object" ? { secret: value.secret } : String(value);
    return [name, text] as const;
  });
  const app = {
    source: file("app.source", absolute),
    ...optional("build"),
    ...optional("output"),
    packages: orDefault("app.packages", config.packages && [...config.packages]),
    command: file("app.command", config.command),
    health: orDefault("app.health", config.health),
    ...optional("static"),
    listen: orDefault("app.listen", config.listen),
    env: Object.fromEntries(variables),
  };
  for (const [name, value] of variables) entries.push({ path: `app.env.${name}`, value, origin: { kind: "file" } });
  return app;
}

/**
 * Completes a config that {@link checkConfig} found right: canonical spellings, defaults, what follows from other values. The
 * result is deeply frozen, and every value in it has an entry in the provenance.
 */
export function resolveConfig(
  config: InfrastructureConfig,
  dir: string,
): { readonly infra: Infrastructure; readonly provenance: Provenance } {
  const book = ledger();
  const { file, orDefault, orDerived } = book;
  const { database } = config;
  const infra: Infrastructure = {
    name: file("name", config.name),
    domain: file("domain", config.domain),
    hosts: Object.entries(config.hosts).map(([name, host]) => resolveHost(name, host, book)),
    tls: {
      certificate: file("tls.certificate", config.tls.certificate),
      terminateAt: file("tls.terminateAt", config.tls.terminateAt),
      lifetimeDays: orDefault("tls.lifetimeDays", config.tls.lifetimeDays),
    },
    ...maybe("app", config.app && resolveApp(config.app, dir, book)),
    ...maybe(
      "database",
      database && {
        engine: file("database.engine", database.engine),
        topology: file("database.topology", database.topology),
        primary: file("database.primary", database.primary),
        name: orDerived("database.name", database.name, config.name.replaceAll("-", "_"), DERIVED["database.name"]),
      },
    ),
    firewall: { admin: file("firewall.admin", config.firewall.admin.map(canonicalRange)) },
    monitoring: {
      intervalSeconds: orDefault("monitoring.intervalSeconds", config.monitoring?.intervalSeconds),
      retentionDays: orDefault("monitoring.retentionDays", config.monitoring?.retentionDays),
    },
  };
  return deepFreeze({ infra, provenance: book.entries });
}
