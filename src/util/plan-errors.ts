/** Of plan files. */
export const PLAN_ERRORS = {
  BZ_PLAN_STALE: {
    title: "what would be done now is not what the plan file says",
    mend: "Nothing was changed. Plan again (`bartizan plan --out FILE`), read the new plan, and apply that.",
  },
  BZ_PLAN_FILE: {
    title: "this is no whole plan file",
    mend: "Take the file as `bartizan plan --out FILE` wrote it, or plan again.",
  },
  BZ_PLAN_FORMAT: {
    title: "another version of Bartizan wrote this plan file, in another format",
    mend: "Use the same version of Bartizan to plan and to apply, or plan again with the one that you have here.",
  },
  BZ_PLAN_OTHER: {
    title: "this plan file is for another infrastructure",
    mend: "Run the command in the project that the plan was made for, with the same --lab or without it.",
  },
} as const;
