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

export interface Settings {
  readonly server: string;
  /** A socket that systemd listens on for us, or an address of our own. */
  readonly listen: { readonly fd: number } | { readonly host: string; readonly port: number };
  readonly database: DatabaseSettings;
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
  };
}
