import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";
import { takeOver } from "./shared/take-over.ts";

/** A firewall with rules for IPv4 only. */
export const ipv6Unfiltered: Rule = {
  id: "ipv6-unfiltered",
  section: "network",
  severity: "error",
  title: "A firewall looks at IPv4 only.",
  why: "Programs that listen on all addresses listen on IPv6 as well. All that the lines keep out over IPv4 is then open over IPv6, and a scan by name finds the address in the DNS.",
  mend: "The same rules for both families, or one table for both (family inet).",
  drill: "sweep -6",
  falsePositive: "The kernel of the host has IPv6 switched off (net.ipv6.conf.all.disable_ipv6=1).",
  references: [REFERENCES.ipv6Implications, REFERENCES.ipv6Operation],
  judge: ({ infra }) =>
    infra.hosts.flatMap((host) => {
      if (host.firewall.by !== "other" || host.firewall.ipv6) return [];
      const addresses = [host.address6, host.publicAddress6].filter((it) => it !== undefined);
      const [address] = addresses;
      const why =
        address === undefined
          ? `The file gives ${host.name} no IPv6 address, but Debian has IPv6 switched on: every machine on its network reaches it at its link-local address, and one router advertisement gives it a public one.`
          : `Whatever listens on ${host.name} answers at ${address} to whoever asks, whatever the lines for IPv4 keep out.`;
      return [
        {
          entity: host.name,
          severity: address === undefined ? ("warning" as const) : ("error" as const),
          title: `The firewall of ${host.name} does not look at IPv6.`,
          why,
          evidence: [`hosts.${host.name}.firewall.ipv6: false`, ...addresses.map((it) => `${host.name} has the address ${it}`)],
          fix: takeOver(host.name, "give it the same rules for IPv6, or switch IPv6 off in the kernel."),
          hosts: [host.name],
          path: `hosts.${host.name}.firewall.ipv6`,
        },
      ];
    }),
};
