import { type ConfigRule, entriesOf, itemsOf, type RuleContext } from "../../language/draft.ts";
import { type Fault, type Mistake, outOfPlace } from "../../language/fault.ts";
import { unknownHost } from "../../language/hosts.ts";
import { formatAddress, formatCidr, network, parseAddress, parseCidr } from "../../util/address.ts";
import { quoted } from "../../util/quoted.ts";

const DETAILS = ["policy", "ipv6", "lines"] as const;

/** What Bartizan generates is not also described, and what is not there cannot be. */
export const describedIfOthers: ConfigRule = ({ draft }) =>
  entriesOf(draft.hosts).flatMap(([name, { firewall }]) => {
    const by = firewall?.by;
    if (by === undefined || by === "other") return [];
    return DETAILS.flatMap((key) => {
      if (firewall?.[key] === undefined) return [];
      const found = `${quoted(key)}, of a firewall by ${quoted(by)}`;
      return [
        outOfPlace(["hosts", name, "firewall", key], found, `${quoted(key)} only with by: "other"`, 'Remove it, or write by: "other".'),
      ];
    });
  });

/** Only Bartizan's own firewall closes what nobody has declared. */
export const closesByBartizan: ConfigRule = ({ draft }) =>
  entriesOf(draft.hosts).flatMap(([name, { firewall, closes }]) => {
    const by = firewall?.by;
    if (by === undefined || by === "bartizan" || closes === undefined) return [];
    const found = `"closes", with a firewall by ${quoted(by)}`;
    return [outOfPlace(["hosts", name, "closes"], found, '"closes" only with by: "bartizan"', "Remove it.")];
  });

export const linesFromSomewhere: ConfigRule = (context) =>
  entriesOf(context.draft.hosts).flatMap(([name, { firewall }]) =>
    itemsOf(firewall?.lines).flatMap(([index, line]): readonly Mistake[] => {
      const path = ["hosts", name, "firewall", "lines", index];
      const source = line.from === undefined ? undefined : sourceFault(line.from, context);
      const ports = line.protocol === "vrrp" && line.port !== undefined;
      return [
        ...(source === undefined ? [] : [{ path: [...path, "from"], ...source }]),
        ...(ports
          ? [outOfPlace([...path, "port"], "a port, of VRRP", "a port with tcp, udp or any protocol", "Remove it: VRRP knows no ports.")]
          : []),
      ];
    }),
  );

function sourceFault(from: string, context: RuleContext): Fault | undefined {
  const range = parseCidr(from);
  const allowed = '"anyone", "admin", the name of a host or an address range';
  if (range !== undefined) {
    const low = { address: network(range), prefix: range.prefix };
    if (low.address.value === range.address.value) return undefined;
    return { code: "BZ_CONFIG_CIDR_HOST_BITS", found: quoted(from), allowed, mend: `Write ${quoted(formatCidr(low))}.` };
  }
  const single = parseAddress(from);
  if (single === undefined) return unknownHost(from, context, ["anyone", "admin"]);
  const mend = `Write ${quoted(`${formatAddress(single)}/${single.family === 4 ? 32 : 128}`)} for this one address.`;
  return { code: "BZ_CONFIG_CIDR", found: quoted(from), allowed, mend };
}
