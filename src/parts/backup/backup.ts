import type { Part } from "../../kit/part.ts";
import { running, shellFile, timerStamp, unitFile } from "../../kit/unit-file.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { parseAddress } from "../../util/address.ts";
import { secretRef, text } from "../../util/content.ts";
import { shellWord } from "../../util/shell.ts";
import { backupAlerts } from "./alerts.ts";
import type { Backups } from "./language.ts";
import { BACKUP_FOLDER, BACKUP_SCRIPT, BACKUP_STATE, CACHE, METRICS_FILE } from "./names.ts";
import { PASSPHRASE, PASSPHRASE_FILE, passphraseGuard } from "./passphrase.ts";
import { backupHost, type CopyPlace, copyPlace, placeIn, storeHost } from "./place.ts";
import { copies } from "./restore.ts";
import { script } from "./script.ts";
import { backupsSection } from "./section.ts";
import { STORE_SECRETS } from "./store.ts";
import { serviceText, TAKE, TEST, timerText } from "./units.ts";

/** For a place elsewhere, which somebody lets in. */
const KEY = `${BACKUP_FOLDER}/id_ed25519`;
/** For a host of the file, which `up` lets in. */
const STORE_KEY = `${BACKUP_FOLDER}/store.key`;

/** Copies of the database away from its hosts, encrypted by restic before they leave, and restored now and then to see that they can be. */
export const backup: Part = {
  name: "backup",
  section: backupsSection,
  standsOn: (host, infra) => backupHost(infra)?.name === host.name,
  // Its account.
  needs: () => ["mariadb"],
  packages: () => ["restic", "openssh-client", "mariadb-client"],
  textfiles: () => [{ names: "bartizan_backup_.+" }],
  alerts: ({ backups }) => (backups === undefined ? [] : backupAlerts(backups)),
  copies,
  notBuilt: (infra) => {
    if (infra.backups === undefined || placeIn(infra) !== undefined) return [];
    const found = "copies of the database by another way than SSH, or without a user or a folder";
    return [{ where: "backups.to", found, allowed: "sftp://user@host/folder, or the name of a host", back: "Write one of these." }];
  },
  adopts: {
    secret: PASSPHRASE,
    path: PASSPHRASE_FILE,
    hosts: (infra) => (infra.backups === undefined ? [] : hostsOf(infra, "database").map((host) => host.name)),
  },
  outside: {
    lacks: ({ backups }) => {
      const host = copyPlace(backups?.to ?? "")?.host;
      return host === undefined || parseAddress(host) !== undefined
        ? []
        : [`not in the lab, so no copies are made: ${host} (BackupFailed will fire)`];
    },
  },
  resources: (host, { infra }) => {
    const { backups, database } = infra;
    const place = placeIn(infra);
    const store = storeHost(infra);
    if (backups === undefined || database === undefined || place === undefined) return [];
    return [
      ...[METRICS_FILE, BACKUP_STATE, CACHE, KEY, `${KEY}.pub`, ...["bartizan-backup", "bartizan-restore-test"].map(timerStamp)].map(
        (path): Resource => ({ kind: "written", path }),
      ),
      { kind: "directory", path: BACKUP_FOLDER, mode: "0700" },
      passphraseGuard(place),
      { kind: "file", path: PASSPHRASE_FILE, mode: "0600", content: text`${secretRef(PASSPHRASE)}\n` },
      {
        kind: "file",
        path: `${BACKUP_FOLDER}/ssh_config`,
        content: text`${sshConfig(place, backups, store === undefined ? KEY : STORE_KEY)}`,
        validate: 'ssh -G -F "$1" target >/dev/null',
      },
      ...(backups.hostKey === undefined
        ? []
        : [{ kind: "file", path: `${BACKUP_FOLDER}/known_hosts`, content: text`target ${backups.hostKey}\n` } as const]),
      shellFile(BACKUP_SCRIPT, text`${script({ host, infra, schema: database.name, backups, place, store: store?.name })}`),
      store === undefined
        ? keyCommand(host, infra)
        : { kind: "file", path: STORE_KEY, mode: "0600", content: text`${secretRef(STORE_SECRETS.key)}` },
      ...job("bartizan-backup", serviceText(TAKE), timerText(TAKE, "hourly")),
      ...(backups.restoreTestDays === undefined ? [] : job("bartizan-restore-test", serviceText(TEST), timerText(TEST, "daily"))),
    ];
  },
};

/** The key by which the host logs in at the place; it is made there and never leaves the host. */
function keyCommand(host: Host, infra: Infrastructure): Resource {
  const comment = `backup of ${infra.name} by ${host.name}`;
  return {
    kind: "command",
    id: "backup-key",
    title: "key for the backups' place",
    check: text`[ -s ${KEY} ] && [ -s ${KEY}.pub ] && echo present`,
    want: "present",
    apply: text`rm -f ${KEY} ${KEY}.pub\nssh-keygen -q -t ed25519 -N '' -C ${shellWord(comment)} -f ${KEY}\n`,
  };
}

function job(name: string, service: string, timer: string): readonly Resource[] {
  const timerFile = unitFile(`${name}.timer`, timer);
  return [unitFile(`${name}.service`, service), timerFile, running(`${name}.timer`, { restartOn: [keyOf(timerFile)] })];
}

/** Without a key in the file the one that is met first is kept: another one later is refused. */
function sshConfig({ user, host, port }: CopyPlace, { hostKey }: Backups, key: string): string {
  return `# By Bartizan: where the copies of the database go.
Host target
  HostName ${host}
  Port ${port}
  User ${user}
  IdentityFile ${key}
  IdentitiesOnly yes
  HostKeyAlias target
  UserKnownHostsFile ${hostKey === undefined ? `${BACKUP_STATE}/known_hosts` : `${BACKUP_FOLDER}/known_hosts`}
  StrictHostKeyChecking ${hostKey === undefined ? "accept-new" : "yes"}
  BatchMode yes
  ConnectTimeout 20
  ServerAliveInterval 15
  ServerAliveCountMax 4
`;
}
