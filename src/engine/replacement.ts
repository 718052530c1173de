import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { certificatesIn, createAuthority, isFor } from "./authority.ts";
import { type AuthorityFiles, authorityFiles, isOf, RENEWAL, writePrivate } from "./vault.ts";

/**
 * How far the CAs of a vault are on their way to their successors. `alone`: nobody replaces them. `announced`: hosts are to trust the new
 * ones, too, and the old ones sign. `signing`: the new ones sign, and the old ones are still trusted.
 *
 * The files say it themselves. `ca.crt` has the CAs that are trusted, `ca.key` the key of the one that signs, and `ca-next.key` waits
 * for its turn. Each move of a CA is one rename(2), so nothing that dies half-way leaves a vault that nobody understands. The CA of the
 * database group moves first and the infrastructure's own last: a move is done when that one has made it, and a CA that is ahead of it
 * only waits.
 */
export type Replacement = "alone" | "announced" | "signing";

/** Where the CAs of a vault stand. */
export function replacementOf(dir: string): Replacement {
  const own = authorityFiles(dir).find((it) => it.name === "own");
  if (own === undefined) throw new TypeError("a vault has a CA of the infrastructure's own");
  return stateOf(own);
}

function stateOf({ certificates, key }: AuthorityFiles): Replacement {
  const [first = "", ...more] = certificatesIn(readFileSync(certificates, "utf8"));
  if (more.length === 0) return "alone";
  return isFor(first, readFileSync(key, "utf8")) ? "announced" : "signing";
}

/** The CAs that have not gone on from where they were. */
function still(state: Replacement, dir: string): readonly AuthorityFiles[] {
  return authorityFiles(dir).filter((it) => stateOf(it) === state);
}

/** Makes the successors, to be trusted beside the CAs. */
export async function announceSuccessor(dir: string, infrastructure: string): Promise<void> {
  for (const { name, certificates, nextKey } of still("alone", dir)) {
    const made = await createAuthority(isOf(name, infrastructure));
    // A key that no certificate is for is of an attempt that died here, and is written over.
    writePrivate(nextKey, made.key);
    writePrivate(certificates, `${certificatesIn(readFileSync(certificates, "utf8"))[0]}${made.certificate}`);
  }
}

/** From now on the successors sign; the keys of the old CAs are gone. */
export function letSuccessorSign(dir: string): void {
  for (const { key, nextKey } of still("announced", dir)) if (existsSync(nextKey)) renameSync(nextKey, key);
}

/** From now on the successors alone are trusted. */
export function dropPredecessor(dir: string): void {
  for (const { certificates, key } of still("signing", dir)) {
    const signing = readFileSync(key, "utf8");
    const own = certificatesIn(readFileSync(certificates, "utf8")).filter((it) => isFor(it, signing));
    writePrivate(certificates, own.join(""));
  }
}

/** From now on every certificate that was signed before this moment (seconds since the epoch) is to be renewed. */
export function renewAll(dir: string, now: number): void {
  writePrivate(join(dir, RENEWAL), `${now}\n`);
}
