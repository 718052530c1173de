/** Errors of `bartizan patch`, for the table of all errors. */
export const PATCH_ERRORS = {
  BZ_PATCH_LISTS: {
    title: "which updates there are cannot be said",
    mend: "Nothing was changed. See that the host reaches the sources in /etc/apt, then run the command again. A lab has no way to Debian's mirrors.",
  },
  BZ_PATCH_NEW_HOST: {
    title: "this host has not been brought up yet",
    mend: "Run `bartizan up` first; it installs the newest packages.",
  },
  BZ_PATCH_NOT_BACK: {
    title: "the host did not come back after it was started anew",
    mend: "Look at its console. The hosts after it were left as they are; when it is back, run `bartizan patch` again.",
  },
  BZ_PATCH_UNWELL: {
    title: "the host is not well after its packages were upgraded",
    mend: "Look at it with `bartizan logs HOST`. The hosts after it were left as they are; when it is well, run `bartizan patch` again.",
  },
} as const satisfies Record<string, { readonly title: string; readonly mend: string }>;
