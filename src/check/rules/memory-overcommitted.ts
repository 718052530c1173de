import { memoryTaken, memoryUses } from "../../catalog/memory.ts";
import type { FixOption, Judgement } from "../../kit/faces/finding.ts";
import { MEMORY_LEFT_FREE, type MemoryUse, mebibytes } from "../../kit/faces/memory.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import { grouped } from "../../util/number.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { optionsOr } from "./shared/options.ts";

/** What is promised of a host whose memory the file says. */
interface Promised {
  readonly host: Host;
  readonly has: number;
  readonly uses: readonly MemoryUse[];
  readonly taken: number;
}

/** Hosts whose programs may take more memory than there is, or nearly all of it. */
export const memoryOvercommitted: Rule = {
  id: "memory-overcommitted",
  section: "availability",
  severity: "error",
  title: "The programs of a host may take more memory than it has.",
  why: "Caches fill over days. When the memory is used up, the kernel ends a process to get some back, most often the largest: the database, at the busiest time. Before that, everything waits for the disk.",
  mend: "Less for each, or a machine with more memory. Without an amount of their own the programs take shares that fit.",
  drill: "load",
  falsePositive: "The data are smaller than the caches, and stay so.",
  references: [
    { title: "The Linux kernel documentation, Concepts overview: OOM killer", url: "https://docs.kernel.org/admin-guide/mm/concepts.html" },
  ],
  judge: (context) => overcommitted(context.infra).map((it) => judged(context, it)),
};

function overcommitted(infra: Infrastructure): readonly Promised[] {
  return infra.hosts.flatMap((host) => {
    if (host.memory === undefined) return [];
    const uses = memoryUses(host, infra);
    const taken = memoryTaken(uses, host.memory);
    return taken > host.memory * (1 - MEMORY_LEFT_FREE) ? [{ host, has: host.memory, uses, taken }] : [];
  });
}

function judged(context: CheckContext, promised: Promised): Judgement {
  const { host, has, uses, taken } = promised;
  const who = listed(uses.map((it) => it.what));
  return {
    entity: host.name,
    severity: taken > has ? "error" : "warning",
    title: `${host.name} has ${grouped(has)} MiB of memory, and ${who} may take ${grouped(taken)} MiB.`,
    why:
      taken > has
        ? `Once all of that is used, the kernel of ${host.name} ends a process to get memory back.`
        : `That leaves ${grouped(has - taken)} MiB for the kernel of ${host.name}, its files and all other programs: less than ${MEMORY_LEFT_FREE * 100} %.`,
    evidence: [`hosts.${host.name}.memory: ${grouped(has)}`, ...uses.map((it) => evidence(it, has))],
    fix: optionsOr(
      context,
      [shares(promised)],
      (it) => !overcommitted(it).some((other) => other.host.name === host.name),
      `Give ${host.name} more memory, or its programs less.`,
    ),
    hosts: [host.name],
    path: `hosts.${host.name}.memory`,
  };
}

function evidence({ what, key, takes }: MemoryUse, has: number): string {
  return typeof takes === "number"
    ? `${key.join(".")}: ${grouped(takes)}`
    : `${what}: ${Math.round(takes.ofMemory * 100)} % of the memory, ${grouped(mebibytes({ what, key, takes }, has))} MiB`;
}

/** Amounts of their own are taken out of the file. */
function shares({ uses }: Promised): FixOption {
  const said = uses.filter((it) => typeof it.takes === "number");
  return {
    title: `Let ${listed(said.map((it) => it.what))} follow the memory of the host.`,
    edits: said.map(({ key }) => ({ path: key, value: undefined })),
    addedHosts: [],
  };
}
