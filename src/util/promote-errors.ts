/** Errors of `bartizan db promote`, for the table of all errors. */
export const PROMOTE_ERRORS = {
  BZ_PROMOTE_TOPOLOGY: {
    title: "there is no primary to be moved",
    mend: "In a cluster every node accepts writes; a single database has nobody to take its place.",
  },
  BZ_PROMOTE_UNKNOWN: { title: "this host is no database of the file", mend: "Name one that runs `database`." },
  BZ_PROMOTE_TWO: {
    title: "more than one database accepts writes",
    mend: "Decide which one has the data that count, run `SET GLOBAL read_only = 1` on the other, and save what only that one has.",
  },
  BZ_PROMOTE_NOBODY: { title: "there is no database to promote", mend: "Bring one of them back, or restore a backup." },
  BZ_PROMOTE_ALREADY: { title: "this host is the primary already", mend: "Run `bartizan up`: it lets writes in again." },
  BZ_PROMOTE_WHOM: { title: "the primary is well, so the host has to be named", mend: "Name the replica that is to take its place." },
  BZ_PROMOTE_BEHIND: {
    title: "this host cannot take the primary's place",
    mend: "Run `bartizan up` so that it follows the primary, wait until it has caught up, and try again; or name another replica.",
  },
  BZ_PROMOTE_PRIMARY_LIVES: {
    title: "the primary does not answer you, but its replicas still hear it",
    mend: "Nothing was changed. Mend the way to it, or switch its machine off; then run the command again.",
  },
  BZ_PROMOTE_MAY_LOSE: {
    title: "acknowledged writes could be lost",
    mend: "Nothing was changed. Bring the lost host back, or accept the loss with --allow-loss.",
  },
  BZ_PROMOTE_STEP: {
    title: "a step of the promotion failed",
    mend: "Run the same command again: it looks at what is there and goes on from it.",
  },
} as const satisfies Record<string, { readonly title: string; readonly mend: string }>;
