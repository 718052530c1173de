/** What hosts are looked at with: a shell that reads the script of the facts. */
export const LOOK = "sh -s";
