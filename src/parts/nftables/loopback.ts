import type { LoopbackPort } from "../../kit/part.ts";

/** Family and name of the table that closes loopback ports; see {@link FIREWALL_TABLE} for the other one. */
const TABLE = "inet bartizan_loopback";

/** Whoever logs in has a number from here to there on Debian (adduser.conf(5)); programs have others. */
const PEOPLE = "1000-59999";

/**
 * Loopback ports that ask nobody who they are, such as the collectors': open to the accounts whose programs have business there, and to root. A
 * broken-into app has an account of its own, so it can neither read there nor say anything in the host's name.
 *
 * A table and a unit of its own: should an account be gone, this fails to load, and not the firewall.
 */
export function loopbackRules(ports: readonly LoopbackPort[]): string {
  const groups = new Map<string, number[]>();
  for (const { port, accounts, people } of ports) {
    const who = ["root", ...accounts, ...(people ? [PEOPLE] : [])].join(", ");
    groups.set(who, [...(groups.get(who) ?? []), port]);
  }
  const rules = [...groups].map(
    ([who, its]) => `\t\ttcp dport { ${its.join(", ")} } meta skuid != { ${who} } counter name "refused" reject with tcp reset\n`,
  );
  return `#!/usr/sbin/nft -f
# By Bartizan: which accounts may talk to which port on loopback.
# The first two lines make the rest replace the table in one step, whether it was there or not.
table ${TABLE}
delete table ${TABLE}

table ${TABLE} {
	counter refused {
		comment "Of accounts that have no business there."
	}

	chain output {
		type filter hook output priority filter; policy accept;

		oif != "lo" accept
${rules.join("")}	}
}
`;
}
