import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { must, run } from "./command.ts";
import { enterLab, netnsFile, runDir } from "./places.ts";
import { type LabPlan, macOf } from "./plan.ts";

/** NSFS_MAGIC of linux/magic.h: the file is a handle of a namespace. */
const NSFS = 0x6e736673;

const applied = (id: string): string => `${runDir(id)}/network.sh`;

/** Whether the lab's network is there. */
export async function hasNetwork(id: string): Promise<boolean> {
  return statfs(netnsFile(id)).then(
    (it) => it.type === NSFS,
    () => false,
  );
}

/** The commands that make a new network namespace the lab's: its bridges, the operator's addresses, the routes between the zones and none out. */
export function routerScript(plan: LabPlan): string {
  const family = (text: string): string => (text.includes(":") ? "-6" : "-4");
  const full = (text: string): string => `${text}/${text.includes(":") ? 128 : 32}`;
  return [
    "set -eu",
    "echo 1 > /proc/sys/net/ipv4/ip_forward",
    "if [ -e /proc/sys/net/ipv6 ]; then echo 1 > /proc/sys/net/ipv6/conf/all/forwarding; echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad; fi",
    "ip link set lo up",
    ...plan.operator.map((it) => `ip ${family(it)} addr add ${full(it)} dev lo`),
    // A bridge has the lowest address of its ports unless it is told its own: machines would lose their router when another one goes.
    // Snooping would drop the multicast of VRRP and of IPv6's neighbour discovery, as nobody here asks for memberships.
    ...["private", "internet"].flatMap((zone) => [
      `ip link add ${zone} address ${macOf(`${plan.id}/${zone}`)} type bridge mcast_snooping 0 forward_delay 0`,
      `ip link set ${zone} up`,
    ]),
    ...plan.networks.flatMap(({ zone, cidr, gateway, source }) => [
      `ip ${family(cidr)} addr add ${gateway}/${cidr.split("/")[1]} dev ${zone} noprefixroute`,
      `ip ${family(cidr)} route add ${cidr} dev ${zone} src ${source}`,
    ]),
    "",
  ].join("\n");
}

/** Whether the network is there and was completed for just this plan. */
export async function networkFits(plan: LabPlan): Promise<boolean> {
  const done = await readFile(applied(plan.id), "utf8").catch(() => "");
  return done === routerScript(plan) && (await hasNetwork(plan.id));
}

/** Makes the lab's network anew. No machine may run. */
export async function makeNetwork(plan: LabPlan): Promise<void> {
  await removeNetwork(plan.id);
  await mkdir(runDir(plan.id), { recursive: true, mode: 0o700 });
  await writeFile(netnsFile(plan.id), "");
  await must(["unshare", `--net=${netnsFile(plan.id)}`, "true"]);
  const script = routerScript(plan);
  await must([...enterLab(plan.id), "sh"], { stdin: script });
  // Last, as the sign that all of it is there.
  await writeFile(applied(plan.id), script);
}

/** Takes the network away. */
export async function removeNetwork(id: string): Promise<void> {
  await rm(applied(id), { force: true });
  while (await hasNetwork(id)) {
    const result = await run(["umount", netnsFile(id)]);
    if (result.code !== 0) await must(["umount", "--lazy", netnsFile(id)]);
  }
  await rm(netnsFile(id), { force: true });
}

/** Cuts the machine's cable without either side noticing: the bridge drops all that comes and goes, yet the link stays up. Or mends it. */
export async function setCable(id: string, ports: readonly string[], whole: boolean): Promise<void> {
  for (const port of ports) await must([...enterLab(id), "bridge", "link", "set", "dev", port, "state", whole ? "3" : "0"]);
}
