/** Errors of the lab, for the table of all errors. */
export const LAB_ERRORS = {
  BZ_LAB_ADDRESSES: { title: "the lab cannot lay out a network for these addresses", mend: "Change the addresses in the file." },
  BZ_LAB_BOOT: {
    title: "a machine of the lab did not come up",
    mend: "Run `bartizan doctor`, and `bartizan up --lab` again: the disks stay. Only `bartizan down` takes them away, with what is in the databases.",
  },
  BZ_LAB_BUSY: { title: "another run works on this lab", mend: "Wait for it to end, or end it." },
  BZ_LAB_COMMAND: {
    title: "a command of this machine failed",
    mend: "Run `bartizan doctor`: it names what this machine lacks for the lab.",
  },
  BZ_LAB_IMAGE: {
    title: "the base image of the lab could not be built",
    mend: "Run `bartizan doctor`: it looks for the Debian mirror, room on the disk and the programs that build it.",
  },
  BZ_LAB_PACKAGES: {
    title: "packages that the file asks for could not be fetched for the lab",
    mend: "Run `bartizan doctor`, which looks for the Debian mirror, then the command again; the lab is as it was.",
  },
  BZ_PACKAGE_UNKNOWN: {
    title: "Debian knows no package of this name",
    mend: "Correct it in `app.packages`; packages.debian.org finds the right one.",
  },
  BZ_LAB_MACHINE_UNKNOWN: { title: "no machine of the lab has this name", mend: "Take one of the names in the file." },
  BZ_LAB_PORT: { title: "no port is free for the browser", mend: "Free one of them." },
  BZ_LAB_STUCK: {
    title: "processes of the lab do not end",
    mend: "Look at them with `ps`; a disk that does not answer can hold a process.",
  },
} as const satisfies Record<string, { readonly title: string; readonly mend: string }>;
