import type { Part } from "../../kit/part.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { secretRef, text } from "../../util/content.ts";
import { backupHost, backupWords, STORE_FOLDER, STORE_KEYS, STORE_USER, storeHost, storePort } from "./place.ts";

/** The names under which the vault keeps the key by which the database host logs in at a host of the file. */
export const STORE_SECRETS = { key: "backups.key", publicKey: "backups.publicKey" } as const;

/**
 * A host of the file that keeps the copies of the database. Whoever makes them logs in as a user that can do nothing but transfer files,
 * sees one folder and reads only noise there: restic encrypted it before it left. The copies outlive the part: they are the users'.
 */
export const backupStore: Part = {
  name: "backup-store",
  keyPair: { ...STORE_SECRETS, form: "ssh" },
  cards: (hosts, infra) =>
    hosts.some((host) => host.name === infra.backups?.to)
      ? [{ key: "backups", place: 60, icon: "backup", title: "backups", detail: backupWords(infra) }]
      : [],
  flowServices: ["backup"],
  standsOn: (host, infra) => storeHost(infra)?.name === host.name,
  packages: () => ["openssh-server"],
  flows: (infra) => {
    const from = backupHost(infra);
    const to = storeHost(infra);
    if (from === undefined || to === undefined || from.name === to.name) return [];
    return [
      {
        from: [from.name],
        to: [to.name],
        channels: [
          {
            service: "backup",
            ends: { from: "database", to: "backups" },
            protocol: "tcp",
            port: storePort(to),
            encryption: "ssh",
            carries: "data",
            purpose: (source, target) => `${source} sends copies of the database to ${target}, encrypted before they leave.`,
          },
        ],
      },
    ];
  },
  resources: () => [
    { kind: "account", name: STORE_USER },
    // sshd shuts users in only where nobody but root can write, from the root on.
    { kind: "directory", path: STORE_FOLDER.root },
    { kind: "directory", path: `${STORE_FOLDER.root}${STORE_FOLDER.inside}`, owner: `${STORE_USER}:${STORE_USER}`, mode: "0700" },
    { kind: "file", path: STORE_KEYS, content: text`restrict ${secretRef(STORE_SECRETS.publicKey)}\n` },
  ],
};

/** What sshd on the host is told of that user; ends its configuration, as a Match block does. */
export function storeSection(host: { readonly name: string }, infra: Infrastructure): string {
  if (storeHost(infra)?.name !== host.name) return "";
  return `
# Copies of the database: files in one folder, and nothing else.
Match User ${STORE_USER}
	AuthorizedKeysFile ${STORE_KEYS}
	ChrootDirectory ${STORE_FOLDER.root}
	ForceCommand internal-sftp
	PermitTTY no
	AllowTcpForwarding no
`;
}
