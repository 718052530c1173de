import * as z from "zod";
import { type ConfigRule, entriesOf } from "../../language/draft.ts";
import type { Mistake, Rule } from "../../language/fault.ts";
import { address, integer, list, oneOf, onOff, ruled, text } from "../../language/field.ts";
import { HOST_ADDRESSES, hostsWith, listed, namesOf, rolesKnown, rolesOf, unknownHost } from "../../language/hosts.ts";
import { twice } from "../../language/once.ts";
import { formatPath, showKey, showName } from "../../language/path.ts";
import { isObject, valueAt } from "../../language/plain.ts";
import { type Ledger, maybe } from "../../language/provenance.ts";
import { section } from "../../language/section.ts";
import { canonicalAddress, canonicalRange } from "../../language/spelling.ts";
import { rangeRule } from "../../language/values.ts";
import { formatAddress, parseAddress } from "../../util/address.ts";
import { quoted } from "../../util/quoted.ts";
import type { Balancer, BalancerConfig, TrustedProxies, TrustedProxiesConfig } from "./language.ts";

/** VRRPv3 counts in hundredths of a second (RFC 9568, 5.2.7). */
const centisecondsRule: Rule<number> = (value) => {
  const rounded = Math.round(value * 100) / 100;
  return value === rounded ? undefined : { code: "BZ_CONFIG_NUMBER", mend: `Write ${rounded}: VRRP counts in hundredths of a second.` };
};

const ADDRESS_KEYS = { 4: "virtualAddress", 6: "virtualAddress6" } as const;

const DEFAULTS = {
  "balancer.peers": { value: "unicast", reason: "passes any network; multicast does not" },
  "balancer.advertiseSeconds": { value: 0.3, reason: "a takeover in about a second" },
  "balancer.healthCheck": { value: true, reason: "no request goes to the dead" },
  "balancer.trustedProxies.protocol": { value: "http", reason: "CDNs speak it" },
};

const DERIVED = { "balancer.priorities.*": "the order of the balancers" } as const;

/** An address that moves between hosts is none of them has for good. */
const virtualAddressesFree: ConfigRule = ({ draft }) =>
  (["virtualAddress", "virtualAddress6"] as const).flatMap((key): readonly Mistake[] => {
    const written = draft.balancer?.[key];
    const address = written === undefined ? undefined : parseAddress(written);
    if (written === undefined || address === undefined) return [];
    const owner = entriesOf(draft.hosts)
      .flatMap(([name, host]) => HOST_ADDRESSES.map((it) => ({ path: ["hosts", name, it], its: parseAddress(host[it] ?? "") })))
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
const prioritiesOfBalancers: ConfigRule = (context) => {
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

/** The highest VRRP priority that is given, and the step to the next balancer: 255 would belong to the owner of the address (RFC 9568, 5.2.4). */
const HIGHEST_PRIORITY = 200;
const STEP = 10;

function resolve(config: BalancerConfig | undefined, names: readonly string[], book: Ledger<keyof typeof DEFAULTS>): Balancer {
  const { optional, orDefault, orDerived } = book;
  const address = config?.virtualAddress;
  const address6 = config?.virtualAddress6;
  const proxies = config?.trustedProxies;
  const step = Math.max(1, Math.min(STEP, Math.floor((HIGHEST_PRIORITY - 1) / names.length)));
  const priority = (name: string, index: number): readonly [string, number] => {
    const derived = Math.max(1, HIGHEST_PRIORITY - step * index);
    const place = `balancer.priorities.${name}`;
    return [name, orDerived(place, config?.priorities?.[name], derived, DERIVED["balancer.priorities.*"])];
  };
  return {
    ...optional("balancer", "virtualAddress", address === undefined ? undefined : canonicalAddress(address)),
    ...optional("balancer", "virtualAddress6", address6 === undefined ? undefined : canonicalAddress(address6)),
    peers: orDefault("balancer.peers", config?.peers),
    priorities: Object.fromEntries(names.map(priority)),
    advertiseSeconds: orDefault("balancer.advertiseSeconds", config?.advertiseSeconds),
    healthCheck: orDefault("balancer.healthCheck", config?.healthCheck),
    ...maybe("trustedProxies", proxies && resolveProxies(proxies, book)),
  };
}

function resolveProxies({ ranges, protocol }: TrustedProxiesConfig, { file, orDefault }: Ledger<keyof typeof DEFAULTS>): TrustedProxies {
  return {
    ranges: file("balancer.trustedProxies.ranges", ranges.map(canonicalRange)),
    protocol: orDefault("balancer.trustedProxies.protocol", protocol),
  };
}

export const balancerSection = section({
  key: "balancer",
  place: 10,
  schema: () =>
    z
      .strictObject({
        virtualAddress: address(4, ADDRESS_KEYS).optional(),
        virtualAddress6: address(6, ADDRESS_KEYS).optional(),
        peers: oneOf(["unicast", "multicast"]).optional(),
        priorities: ruled("numbers from 1 to 254 by the name of a balancer", z.record(z.string(), integer(1, 254))).optional(),
        advertiseSeconds: ruled("seconds from 0.1 to 10, in steps of 0.01", z.number().min(0.1).max(10), centisecondsRule).optional(),
        healthCheck: onOff().optional(),
        trustedProxies: z
          .strictObject({
            ranges: list(
              'a list of address ranges, such as ["203.0.113.0/24"]',
              text('an address range, such as "203.0.113.0/24" or "2001:db8::/32"', rangeRule("BZ_CONFIG_PROXIES_OPEN")),
            ),
            protocol: oneOf(["http", "proxy"]).optional(),
          })
          .optional(),
      })
      .optional(),
  defaults: DEFAULTS,
  derived: DERIVED,
  resolve: (config, site, book) => resolve(config, hostsWith("balancer", site.config), book),
  rules: [
    virtualAddressesFree,
    prioritiesOfBalancers,
    ({ draft }) => twice(["balancer", "trustedProxies", "ranges"], draft.balancer?.trustedProxies?.ranges),
  ],
});
