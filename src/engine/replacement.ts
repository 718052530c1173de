import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { certificatesIn, createAuthority, isFor } from "./authority.ts";
import { RENEWAL, writePrivate } from "./vault.ts";

/**
 * How far the CA of a vault is on its way to its successor. `alone`: nobody replaces it. `announced`: hosts are to trust the new one,
 * too, and the old one signs. `signing`: the new one signs, and the old one is still trusted.
 *
 * The files say it themselves. `ca.crt` has the CAs that are trusted, `ca.key` the key of the one that signs, and `ca-next.key` waits
 * for its turn. Each move is one rename(2), so nothing that dies half-way leaves a vault that nobody understands.
 */
export type Replacement = "alone" | "announced" | "signing";

interface Files {
  readonly certificates: string;
  readonly key: string;
  readonly nextKey: string;
}

const filesOf = (dir: string): Files => ({
  certificates: join(dir, "ca.crt"),
  key: join(dir, "ca.key"),
  nextKey: join(dir, "ca-next.key"),
});

/** Where the CA of a vault stands. */
export function replacementOf(dir: string): Replacement {
  const { certificates, key } = filesOf(dir);
  const [first = "", ...more] = certificatesIn(readFileSync(certificates, "utf8"));
  if (more.length === 0) return "alone";
  return isFor(first, readFileSync(key, "utf8")) ? "announced" : "signing";
}

/** Makes the successor, to be trusted beside the CA. */
export async function announceSuccessor(dir: string, infrastructure: string): Promise<void> {
  const { certificates, nextKey } = filesOf(dir);
  const made = await createAuthority(infrastructure);
  // A key that no certificate is for is of an attempt that died here, and is written over.
  writePrivate(nextKey, made.key);
  writePrivate(certificates, `${certificatesIn(readFileSync(certificates, "utf8"))[0]}${made.certificate}`);
}

/** From now on the successor signs; the key of the old CA is gone. */
export function letSuccessorSign(dir: string): void {
  const { key, nextKey } = filesOf(dir);
  if (existsSync(nextKey)) renameSync(nextKey, key);
}

/** From now on the successor alone is trusted. */
export function dropPredecessor(dir: string): void {
  const { certificates, key } = filesOf(dir);
  const signing = readFileSync(key, "utf8");
  const own = certificatesIn(readFileSync(certificates, "utf8")).filter((it) => isFor(it, signing));
  writePrivate(certificates, own.join(""));
}

/** From now on every certificate that was signed before this moment (seconds since the epoch) is to be renewed. */
export function renewAll(dir: string, now: number): void {
  writePrivate(join(dir, RENEWAL), `${now}\n`);
}
