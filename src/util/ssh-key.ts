import { createHash } from "node:crypto";

/** A public key of OpenSSH's, as it stands in authorized_keys, known_hosts and `*.pub` (sshd(8)). */
export interface PublicKey {
  readonly type: string;
  /** The key itself, base64. */
  readonly key: string;
  readonly comment: string;
}

/** As `ssh-keygen -l` prints it. */
export function fingerprint({ key }: Pick<PublicKey, "key">): string {
  return `SHA256:${createHash("sha256").update(Buffer.from(key, "base64")).digest("base64").replace(/=+$/, "")}`;
}

/** The key of a line of such a file, whatever stands before it; nothing for a line that has none. */
export function keyOfLine(line: string): PublicKey | undefined {
  const match = /(?:^|\s)((?:ssh-|ecdsa-|sk-)[\w@.-]+)\s+(AAAA[A-Za-z0-9+/]+=*)(?:\s+(.*\S))?\s*$/.exec(line);
  return match === null ? undefined : { type: match[1] ?? "", key: match[2] ?? "", comment: match[3] ?? "" };
}
