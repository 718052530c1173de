import type { Flow } from "../../model/flow.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Connection } from "../../state/facts.ts";
import { bitsOf, covers, parseAddress, parseCidr } from "../../util/address.ts";
import { type Problem, problem } from "../../util/errors.ts";

/**
 * What becomes of the way by which a host was reached once it has its firewall: a problem when no flow lets it in. The host's own word
 * counts, as it knows the address that comes out of jump hosts and translations. Told before anything is changed; else the host
 * would put its old rules back 45 seconds later, on every run.
 */
export function shutOut(host: Host, infra: Infrastructure, flows: readonly Flow[], way: Connection | undefined): readonly Problem[] {
  if (host.firewall.by !== "bartizan" || way === undefined) return [];
  const address = parseAddress(way.from);
  // Through a tunnel that ends on the host itself; loopback is never filtered.
  if (address === undefined || covers(LOOPBACK[address.family], { address, prefix: bitsOf(address.family) })) return [];
  const single = { address, prefix: bitsOf(address.family) };
  const within = (text: string): boolean => {
    const range = parseCidr(text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`);
    return range !== undefined && covers(range, single);
  };
  const lets = ({ from, to, protocol, port }: Flow): boolean => {
    if (to !== host.name || protocol !== "tcp" || port !== way.port) return false;
    if (from.kind === "anyone") return true;
    if (from.kind === "admin") return infra.firewall.admin.some(within);
    return addressesOf(infra.hosts.find((it) => it.name === from.host)).some(within);
  };
  if (flows.some(lets)) return [];
  const jump = infra.hosts.find((it) => it.name !== host.name && addressesOf(it).some(within));
  const range = `${way.from}/${bitsOf(address.family)}`;
  return [
    problem("BZ_FIREWALL_SHUT_OUT", {
      where: host.name,
      found: `you come from ${way.from}${jump === undefined ? "" : ` (${jump.name})`} to port ${way.port}`,
      allowed: `port ${way.port} from firewall.admin: ${infra.firewall.admin.join(", ")}`,
      mend: `Nothing was changed. Add the range that you come from to firewall.admin, such as ${JSON.stringify(range)}${jump === undefined ? "" : `, so that operators may come through ${jump.name}`}.`,
    }),
  ];
}

const LOOPBACK = {
  4: { address: { family: 4, value: 0x7f000000n }, prefix: 8 },
  6: { address: { family: 6, value: 1n }, prefix: 128 },
} as const;

function addressesOf(host: Host | undefined): readonly string[] {
  return host === undefined ? [] : [host.address, host.address6].filter((it) => it !== undefined);
}
