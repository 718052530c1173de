import { readFileSync } from "node:fs";
import { createPool, type Pool, type ResultSetHeader, type RowDataPacket } from "mysql2/promise";
import type { Draft, Entry } from "./entry.ts";
import { withRetries } from "./retry.ts";
import type { DatabaseSettings } from "./settings.ts";

/** The guest book in the database. */
export interface Book {
  /** Newest first. */
  readonly latest: (count: number) => Promise<readonly Entry[]>;
  /** Writes a draft once: the same key again yields the entry that is there. */
  readonly write: (draft: Draft) => Promise<{ readonly entry: Entry; readonly isNew: boolean }>;
  readonly close: () => Promise<void>;
}

interface Row extends RowDataPacket, Entry {}

const TABLE = `CREATE TABLE IF NOT EXISTS entries (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  author VARCHAR(60) NOT NULL,
  message VARCHAR(1000) NOT NULL,
  server VARCHAR(63) NOT NULL,
  written_at DATETIME(3) NOT NULL DEFAULT UTC_TIMESTAMP(3),
  idempotency_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  UNIQUE KEY one_per_key (idempotency_key)
) ENGINE=InnoDB`;
const COLUMNS = "id, author, message, server, written_at AS writtenAt";

export function openBook(settings: DatabaseSettings, server: string): Book {
  const pool = createPool({
    host: settings.host,
    port: settings.port,
    database: settings.name,
    user: settings.user,
    password: settings.password,
    connectionLimit: 10,
    connectTimeout: 3_000,
    enableKeepAlive: true,
    timezone: "Z",
    charset: "utf8mb4",
    // Without verifyIdentity any certificate of the CA would do, whatever name it bears.
    ...(settings.ca === undefined ? {} : { ssl: { ca: readFileSync(settings.ca), rejectUnauthorized: true, verifyIdentity: true } }),
  });
  const table = once(() => pool.query(TABLE));
  const ready = <T>(work: () => Promise<T>): Promise<T> =>
    withRetries(async () => {
      await table();
      return work();
    });
  return {
    latest: (count) =>
      ready(async () => {
        const [rows] = await pool.query<Row[]>(`SELECT ${COLUMNS} FROM entries ORDER BY id DESC LIMIT ?`, [count]);
        return rows;
      }),
    write: (draft) => ready(() => writeOnce(pool, draft, server)),
    close: () => pool.end(),
  };
}

/** The database refused a second row with the same key. */
const DUPLICATE = 1062;

/** Key and entry are one row, so that they are committed together or not at all. */
async function writeOnce(pool: Pool, { author, message, key }: Draft, server: string): Promise<{ entry: Entry; isNew: boolean }> {
  const isNew = await pool
    .execute<ResultSetHeader>("INSERT INTO entries (author, message, server, idempotency_key) VALUES (?, ?, ?, ?)", [
      author,
      message,
      server,
      key,
    ])
    .then(() => true)
    .catch((error: { readonly errno?: unknown }) => {
      if (error.errno === DUPLICATE) return false;
      throw error;
    });
  const [rows] = await pool.execute<Row[]>(`SELECT ${COLUMNS} FROM entries WHERE idempotency_key = ?`, [key]);
  const entry = rows[0];
  if (entry === undefined) throw new Error("the entry is gone again");
  return { entry, isNew };
}

/** Does it when first asked, and again as long as it fails. */
function once(work: () => Promise<unknown>): () => Promise<unknown> {
  let done: Promise<unknown> | undefined;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}
