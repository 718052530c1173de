import { access } from "node:fs/promises";
import { limitsHere } from "./cgroups.ts";

/** The program, and the Debian package that brings it. */
export const LXCFS = ["/usr/bin/lxcfs", "lxcfs"] as const;

/** What a machine of a lab sees of its own, and not of this computer. */
export interface OwnView {
  readonly processors: boolean;
  readonly memory: boolean;
}

/**
 * What lxcfs(1) can show machines here: their memory by the limit of their cgroup, the time of their processors by `cpuacct`, which
 * cgroup v2 has no equal of; there lxcfs shows the computer's.
 */
export async function ownViewHere(): Promise<OwnView> {
  const [{ limits, counts }, lxcfs] = await Promise.all([
    limitsHere(),
    access(LXCFS[0]).then(
      () => true,
      () => false,
    ),
  ]);
  return { processors: lxcfs && counts, memory: lxcfs && limits.includes("memory") };
}
