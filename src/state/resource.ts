import type { Content } from "../util/content.ts";

/** Debian packages that must be installed; their daemons are not started by the installation. */
export interface PackageResource {
  readonly kind: "package";
  readonly name: string;
}

/** A system user with a group of the same name. */
export interface AccountResource {
  readonly kind: "account";
  readonly name: string;
  /** Further groups it belongs to. */
  readonly groups?: readonly string[];
}

export interface DirectoryResource {
  readonly kind: "directory";
  readonly path: string;
  /** `user:group`, default `root:root`. */
  readonly owner?: string;
  /** Octal, default `0755`. */
  readonly mode?: string;
}

export interface FileResource {
  readonly kind: "file";
  readonly path: string;
  readonly content: Content;
  /** `user:group`, default `root:root`. */
  readonly owner?: string;
  /** Octal, default `0644`. */
  readonly mode?: string;
  /**
   * Shell command that judges the staged file before it replaces the old one; `$1` is its path (the base name is kept).
   * Not zero: nothing on the host is replaced.
   */
  readonly validate?: string;
}

/**
 * A file or folder that the part's own programs write while they run, such as their numbers and their state. Bartizan neither makes nor
 * changes it; when its owner leaves the file it goes, with all that is in it. Never for what belongs to users, such as a database's data.
 */
export interface WrittenResource {
  readonly kind: "written";
  readonly path: string;
}

export interface LinkResource {
  readonly kind: "link";
  readonly path: string;
  readonly target: string;
}

/**
 * A CA of the infrastructure: its own, which all hosts trust; the one that the nodes of a cluster trust in their group, and nobody elsewhere; and
 * the one that people trust, which signs for the site.
 */
export type CaName = "own" | "group" | "site";

/**
 * A private key made on the host and a certificate of one of the infrastructure's CAs for it. Stands as PATH.key and PATH.crt
 * (leaf, then CA), and as PATH.pem (certificate and key in one) when `bundle` is set.
 */
export interface CertificateResource {
  readonly kind: "certificate";
  /** Path without ending, e.g. `/etc/bartizan/pki/host`. */
  readonly path: string;
  readonly commonName: string;
  /** What the certificate is for, as organizational unit (OU) of its subject: `metrics`, `database`, `site`. Verifiers check it. */
  readonly role: string;
  /** Subject alternative names: `DNS:name` or `IP:address`. */
  readonly names: readonly string[];
  readonly usage: readonly ("server" | "client")[];
  /** `user:group` of the key, mode 0640; default `root:root`. */
  readonly owner?: string;
  readonly bundle?: boolean;
  /** Who signs it; `own` unless it says otherwise. */
  readonly ca?: CaName;
  /**
   * URL that the certificate names as the place of its CA's revocation list (RFC 5280, 4.2.1.13). The list stands as PATH.crl, in DER,
   * for whoever serves it there.
   */
  readonly revocationList?: string;
}

/** The ruleset of the host; armed with a rollback until a fresh connection confirms it. */
export interface RulesetResource {
  readonly kind: "ruleset";
  /** Where the text stands on the host. */
  readonly path: string;
  /** The table that the text defines, e.g. `inet bartizan`. */
  readonly table: string;
  readonly content: Content;
}

/** A release of the app under `root/releases/ID`, with `root/current` pointing at it. */
export interface ReleaseResource {
  readonly kind: "release";
  readonly root: string;
  /** Content hash of the sources. */
  readonly id: string;
  /** How many releases stay on the host. */
  readonly keep: number;
}

/** A change that no file expresses: `check` prints what is there, `apply` makes it so. Both are POSIX sh, run as root. */
export interface CommandResource {
  readonly kind: "command";
  readonly id: string;
  /** What it brings about, for people: "user app on the database". */
  readonly title: string;
  /** Must only read. What it prints (trimmed) is compared with `want`; failing counts as printing nothing. */
  readonly check: Content;
  readonly want: string;
  readonly apply: Content;
  /** Resource keys of the units that `check` asks: after a start or restart of one in the same run, what they had said before is void. */
  readonly asks?: readonly string[];
  /** Fails the plan with this message when `check` prints a text that starts with `refuse:`. */
  readonly refusal?: string;
  /** Keys of what earlier versions managed here, and this goes on with: it is not taken away as what has left the file is. */
  readonly takesOver?: readonly string[];
}

/** The same as a unit, under another name and beside it: where its files stand, and how it is asked whether it does its work. */
export interface Trial {
  readonly name: string;
  /** In /run: a boot forgets them. */
  readonly files: readonly FileResource[];
  /** Folders that are left behind by it. */
  readonly folders: readonly string[];
  readonly ready: string;
}

/** What a unit is given anew all at once, and what it goes back to when it does not get well with it. */
export interface Switch {
  /** Keys of the files and of the release that are replaced right before the unit is restarted, and put back together. */
  readonly together: readonly string[];
  /** What is tried first, while the unit goes on with what it has. */
  readonly trial: Trial;
}

/** A systemd unit. */
export interface UnitResource {
  readonly kind: "unit";
  /** With its ending: `ssh.service`. */
  readonly name: string;
  /** `running`: enabled and active. `stopped`: disabled and inactive. `masked`: cannot be started. */
  readonly want: "running" | "stopped" | "masked";
  /** Resource keys (see {@link keyOf}) whose change needs a restart. */
  readonly restartOn?: readonly string[];
  /** Resource keys whose change needs only a reload. */
  readonly reloadOn?: readonly string[];
  /** Shell command used in place of `systemctl reload`; not zero means that the reload failed. */
  readonly reload?: string;
  /** Shell command that must succeed within `readySeconds` after a start, restart or reload: the unit does its work. */
  readonly ready?: string;
  readonly readySeconds?: number;
  readonly switches?: Switch;
}

export type Resource =
  | PackageResource
  | AccountResource
  | DirectoryResource
  | FileResource
  | WrittenResource
  | LinkResource
  | CertificateResource
  | RulesetResource
  | ReleaseResource
  | CommandResource
  | UnitResource;

/** Everything that Bartizan wants on one host, in the order in which it is brought about. */
export interface HostState {
  readonly host: string;
  readonly resources: readonly Resource[];
}

/** The name of a resource, unique on its host: `file:/etc/hosts`, `unit:ssh.service`. */
export function keyOf(resource: Resource): string {
  switch (resource.kind) {
    case "package":
    case "account":
    case "unit":
      return `${resource.kind}:${resource.name}`;
    case "directory":
    case "file":
    case "written":
    case "link":
    case "certificate":
    case "ruleset":
      return `${resource.kind}:${resource.path}`;
    case "release":
      return `release:${resource.root}`;
    case "command":
      return `command:${resource.id}`;
  }
}
