import { describe } from "../../language/describe.ts";
import { type ConfigRule, entriesOf, itemsOf } from "../../language/draft.ts";
import type { Mistake } from "../../language/fault.ts";
import { HOST_ADDRESSES } from "../../language/hosts.ts";
import { formatPath, type Path } from "../../language/path.ts";
import { formatAddress, formatCidr, network, parseAddress, parseCidr } from "../../util/address.ts";
import { quoted } from "../../util/quoted.ts";
import { hostNameRule } from "../values.ts";

/** Names of hosts: they are keys, so the schema does not see them. */
export const hostNames: ConfigRule = ({ draft }) =>
  Object.keys(draft.hosts ?? {}).flatMap((name) => {
    const fault = hostNameRule(name);
    return fault === undefined ? [] : [{ path: ["hosts", name], ...fault }];
  });

export const someHosts: ConfigRule = ({ draft, broken }) =>
  draft.hosts !== undefined && Object.keys(draft.hosts).length === 0 && !broken("hosts")
    ? [{ path: ["hosts"], code: "BZ_CONFIG_HOSTS_EMPTY", found: "no host", allowed: "one host or more" }]
    : [];

/** One address belongs to one interface of one host. */
export const addressesOnce: ConfigRule = ({ draft }) => {
  const owners = new Map<string, Path>();
  return entriesOf(draft.hosts).flatMap(([name, host]) =>
    HOST_ADDRESSES.flatMap((key): readonly Mistake[] => {
      const written = host[key];
      const address = written === undefined ? undefined : parseAddress(written);
      if (written === undefined || address === undefined) return [];
      const canonical = formatAddress(address);
      const owner = owners.get(canonical);
      if (owner === undefined) {
        owners.set(canonical, ["hosts", name, key]);
        return [];
      }
      const mend = owner[1] === name ? { mend: `Leave ${key} out: ${String(owner[2])} is enough when the host has one address.` } : {};
      return [
        {
          path: ["hosts", name, key],
          code: "BZ_CONFIG_ADDRESS_TWICE",
          allowed: "every address once",
          found: `${quoted(written)}, which is also ${formatPath(owner)}`,
          ...mend,
        },
      ];
    }),
  );
};

/** Two hosts behind one destination would be one machine that is told to be two. */
export const destinationsOnce: ConfigRule = ({ draft }) => {
  const owners = new Map<string, Path>();
  return entriesOf(draft.hosts).flatMap(([name, host]): readonly Mistake[] => {
    const key = host.ssh === undefined ? "address" : "ssh";
    const destination = host[key];
    if (destination === undefined) return [];
    const owner = owners.get(destination);
    if (owner === undefined) owners.set(destination, ["hosts", name, key]);
    if (owner === undefined || (key === "address" && owner[2] === "address")) return [];
    return [
      {
        path: ["hosts", name, key],
        code: "BZ_CONFIG_SSH_TWICE",
        allowed: "every destination once",
        found: `${describe(destination)}, which is also ${formatPath(owner)}`,
      },
    ];
  });
};

export const adminRanges: ConfigRule = ({ draft, broken }) => {
  const written = draft.firewall?.admin;
  if (written === undefined || broken("firewall", "admin")) return [];
  const path: Path = ["firewall", "admin"];
  if (written.length === 0) return [{ path, code: "BZ_CONFIG_ADMIN_EMPTY", found: "an empty list", allowed: "one range or more" }];
  const ranges = itemsOf(written).flatMap(([index, range]) => {
    const cidr = parseCidr(range);
    return cidr === undefined ? [] : [{ index, range, cidr }];
  });
  const firsts = new Map<string, number>();
  for (const { index, cidr } of ranges) if (!firsts.has(formatCidr(cidr))) firsts.set(formatCidr(cidr), index);
  const prefixes = [...new Set(ranges.map(({ cidr }) => cidr.prefix))].sort((a, b) => a - b);
  return ranges.flatMap(({ index, range, cidr }): readonly Mistake[] => {
    for (const prefix of prefixes.filter((it) => it <= cidr.prefix)) {
      const wider = formatCidr({ address: network({ address: cidr.address, prefix }), prefix });
      const first = firsts.get(wider);
      if (first === undefined || first === index) continue;
      const found = `${quoted(range)}, which ${prefix === cidr.prefix ? "is the same as" : "lies within"} firewall.admin[${first}] (${wider})`;
      return [{ path: [...path, index], code: "BZ_CONFIG_ADMIN_OVERLAP", found, allowed: "ranges that do not overlap" }];
    }
    return [];
  });
};
