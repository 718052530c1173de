import { hostname } from "node:os";

export interface DatabaseSettings {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly password: string;
  /** File with the CA that the database's certificate comes from. Without it the connection is not encrypted: for a database on your own computer. */
  readonly ca: string | undefined;
}

/** A cache that speaks Valkey's protocol by TLS. */
export interface CacheSettings {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** File with the CA that its certificate comes from. */
  readonly ca: string;
}

export interface Settings {
  readonly server: string;
  /** A socket that systemd listens on for us, or an address of our own. */
  readonly listen: { readonly fd: number } | { readonly host: string; readonly port: number };
  readonly database: DatabaseSettings;
  /** Absent where there is none. */
  readonly cache: CacheSettings | undefined;
}

/** All that the app wants to know from its environment. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  return {
    server: env.SERVER_NAME ?? hostname(),
    listen: env.LISTEN_FDS === "1" ? { fd: 3 } : { host: env.HOST ?? "127.0.0.1", port: Number(env.PORT ?? 3000) },
    database: {
      host: env.DATABASE_HOST ?? "127.0.0.1",
      port: Number(env.DATABASE_PORT ?? 3306),
      name: env.DATABASE_NAME ?? "guestbook",
      user: env.DATABASE_USER ?? "guestbook",
      password: env.DATABASE_PASSWORD ?? "",
      ca: env.DATABASE_CA,
    },
    cache: readCache(env),
  };
}

function readCache(env: Readonly<Record<string, string | undefined>>): CacheSettings | undefined {
  const { CACHE_HOST: host, CACHE_PORT: port, CACHE_PASSWORD: password, CACHE_CA: ca } = env;
  if (host === undefined || port === undefined || password === undefined || ca === undefined) return undefined;
  return { host, port: Number(port), password, ca };
}
