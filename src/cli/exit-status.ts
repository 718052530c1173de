/** What a command ends with, by what that means. `ssh` and `exec` end with the status of what they ran. */
export const EXIT = { done: 0, failed: 1, wrong: 2, declined: 3, changes: 4 } as const;

/** The same in words, for the help and the reference. */
export const EXIT_WORDS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: "success",
  failed: "failure",
  wrong: "the file or the command line is wrong",
  declined: "declined",
  changes: "`plan --exit-code` has found changes",
};
