/** What is there for one resource. Absent things have no entry in {@link Facts.observed}. */
export type Observed =
  | { readonly kind: "package"; readonly version: string }
  | { readonly kind: "account"; readonly groups: readonly string[] }
  | {
      readonly kind: "path";
      /** As stat(1) names it: `regular file`, `directory`, `symbolic link`. */
      readonly type: string;
      readonly mode: string;
      readonly owner: string;
      readonly sha256?: string;
      readonly target?: string;
    }
  | {
      readonly kind: "certificate";
      /** Digest of the request that the certificate was issued for. */
      readonly request: string;
      /** Seconds since the epoch. */
      readonly notBefore: number;
      readonly notAfter: number;
      /** Whether key and certificate are still the files that were installed. */
      readonly intact: boolean;
    }
  | {
      readonly kind: "ruleset";
      readonly fileSha: string;
      readonly loadedSha: string;
      readonly stampedText: string;
      readonly stampedLoaded: string;
    }
  | {
      readonly kind: "release";
      readonly current: string;
      readonly ids: readonly string[];
      /** What stands where the link to the current one belongs, as stat(1) names it, when it is no link. */
      readonly instead?: string;
    }
  | { readonly kind: "command"; readonly output: string }
  | {
      readonly kind: "unit";
      /** As systemctl(1) list-units names it; `inactive` of a unit that is not loaded. */
      readonly active: string;
      readonly enabled: Enablement;
      readonly restartStamp: string;
      readonly reloadStamp: string;
    };

/**
 * Whether a unit starts at boot, in the words of systemctl(1) is-enabled: `enabled` by links in /etc, `static` by links that its package
 * brings and nobody takes away. `absent` if there is no such unit file.
 */
export type Enablement = "enabled" | "static" | "disabled" | "masked" | "absent";

/** Who works on a host just now. */
export interface HostLock {
  readonly run: string;
  /** `user@machine`. */
  readonly holder: string;
  readonly pid: number;
  /** Seconds since the epoch, by the host's clock. */
  readonly expires: number;
}

/** How a host was reached, by its own word: through whatever ssh_config(5), jump hosts and translated ports there are on the way. */
export interface Connection {
  /** Address that it came from, as the host sees it. */
  readonly from: string;
  /** Port of the host. */
  readonly port: number;
}

/** A socket that takes packets of others, on an address by which others reach the host. */
export interface Listener {
  readonly protocol: "tcp" | "udp";
  /** As ss(8) writes it: `0.0.0.0`, `[::]` or `*` for all of them, with the interface behind `%` when it is bound to one. */
  readonly address: string;
  readonly port: number;
  /** Name of the program that listens; empty when the kernel itself does, as for WireGuard. */
  readonly program: string;
  /** The systemd unit that the program belongs to; empty outside of all of them. */
  readonly unit: string;
}

/** All that one look at a host told. */
export interface Facts {
  /** Seconds since the epoch, by the host's clock. */
  readonly now: number;
  /** `ID VERSION_ID` of os-release(5), e.g. `debian 13`. */
  readonly os: string;
  /** Memory of the machine in MiB, what its kernel keeps for itself included: see `wholeMegabytes`. */
  readonly memory: number;
  /** Absent when the host was not reached by sshd(8). */
  readonly connection?: Connection;
  /** Where sshd listens by its configuration. */
  readonly sshd?: readonly number[];
  /** What listens there, on a host that has not had Bartizan's firewall yet. */
  readonly listeners?: readonly Listener[];
  readonly generation: string;
  readonly lock?: HostLock;
  /** PEM of the CAs that the host trusts; empty if it has none. */
  readonly trusted: string;
  /** Keys of the resources that Bartizan manages there; undefined on a host it has never finished. */
  readonly manifest?: readonly string[];
  readonly observed: ReadonlyMap<string, Observed>;
}
