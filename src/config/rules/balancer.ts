import { formatAddress, parseAddress } from "../../util/address.ts";
import { quoted } from "../../util/quoted.ts";
import { type ConfigRule, entriesOf } from "../draft.ts";
import type { Mistake } from "../fault.ts";
import { formatPath, showKey, showName } from "../path.ts";
import { isObject, valueAt } from "../plain.ts";
import { ADDRESS_KEYS } from "./addresses.ts";
import { listed, namesOf, rolesKnown, rolesOf, unknownHost } from "./roles.ts";

/** An address that moves between hosts is none of them has for good. */
export const virtualAddressesFree: ConfigRule = ({ draft }) =>
  (["virtualAddress", "virtualAddress6"] as const).flatMap((key): readonly Mistake[] => {
    const written = draft.balancer?.[key];
    const address = written === undefined ? undefined : parseAddress(written);
    if (written === undefined || address === undefined) return [];
    const owner = entriesOf(draft.hosts)
      .flatMap(([name, host]) => ADDRESS_KEYS.map((it) => ({ path: ["hosts", name, it], its: parseAddress(host[it] ?? "") })))
      .find(({ its }) => its !== undefined && formatAddress(its) === formatAddress(address));
    if (owner === undefined) return [];
    return [
      {
        path: ["balancer", key],
        code: "BZ_CONFIG_ADDRESS_TWICE",
        found: `${quoted(written)}, which is also ${formatPath(owner.path)}`,
        allowed: "an address that no host has",
        mend: "Write an address of its own: it moves between the balancers, so it belongs to none of them.",
      },
    ];
  });

/** Priorities are compared with each other, so either all of them are said or none. */
export const prioritiesOfBalancers: ConfigRule = (context) => {
  const { draft, written } = context;
  const priorities = valueAt(written, ["balancer", "priorities"]);
  if (!isObject(priorities) || !rolesKnown(context)) return [];
  const balancers = namesOf(draft, "balancer");
  const path = ["balancer", "priorities"];
  const strange = Object.keys(priorities).flatMap((name): readonly Mistake[] => {
    if (balancers.includes(name)) return [];
    const unknown = unknownHost(name, context);
    if (unknown !== undefined) return [{ path: [...path, name], ...unknown, found: showKey(name) }];
    const runs = rolesOf(name, draft) ?? [];
    const found = `${showKey(name)}, which runs ${runs.length === 0 ? "nothing" : runs.join(", ")}`;
    return [
      { path: [...path, name], code: "BZ_CONFIG_HOST_ROLE", found, allowed: balancers.length === 0 ? "a balancer" : listed(balancers) },
    ];
  });
  const missing = balancers.filter((name) => priorities[name] === undefined);
  if (strange.length > 0 || missing.length === 0) return strange;
  const mend = `Add ${missing.length === 1 ? `a number for ${showName(missing[0] ?? "")}` : "a number for each of them"}, or leave the priorities out: they then follow the order of the file.`;
  return [{ path, code: "BZ_CONFIG_KEY_MISSING", found: `nothing for ${listed(missing)}`, allowed: "a number for every balancer", mend }];
};
