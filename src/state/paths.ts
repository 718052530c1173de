/** Where Bartizan keeps its own notes on a host; root only. */
export const HOST_DIR = "/var/lib/bartizan";

export const HOST_PATHS = {
  /** The CAs that the host trusts. */
  trusted: "/etc/bartizan/pki/ca.crt",
  manifest: `${HOST_DIR}/manifest`,
  /** Changes with every run that changes something: a plan made on older facts is refused. */
  generation: `${HOST_DIR}/generation`,
  lock: `${HOST_DIR}/lock`,
  /** Locked, with flock(1), as long as a script of a run is at work, whether its command line lives or not. */
  running: `${HOST_DIR}/running`,
  /** One file per unit: what it was last (re)started and reloaded with. */
  stamps: `${HOST_DIR}/stamps`,
  /** What stood where Bartizan's files and links are now: the operator's, or a package's. */
  originals: `${HOST_DIR}/originals`,
  /** Owner and mode of folders that were there before Bartizan managed them. */
  foldersBefore: `${HOST_DIR}/folders-before`,
  /** Whether units were enabled and ran before Bartizan managed them: a file per unit. */
  unitsBefore: `${HOST_DIR}/units-before`,
  /** What may be shown of files that hold secrets. */
  shown: `${HOST_DIR}/shown`,
  /** What units ran with before they were given something new, until they are well with it: a folder per unit. */
  before: `${HOST_DIR}/before`,
  staging: `${HOST_DIR}/staging`,
  rollback: `${HOST_DIR}/firewall.rollback`,
} as const;

/** The transient unit that puts the old ruleset back unless it is stopped in time. */
export const ROLLBACK_UNIT = "bartizan-firewall-rollback";

/** Command line by which a host says whether Bartizan manages something there already: by its key, as a word of a shell. */
export function managed(key: string): string {
  return `grep -qsxF -e ${key} ${HOST_PATHS.manifest}`;
}
