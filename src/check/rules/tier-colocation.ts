import { wordsOf } from "../../catalog/roles.ts";
import type { Edit, FixOption } from "../../kit/faces/finding.ts";
import { anotherHost, takenBy } from "../../kit/new-host.ts";
import { type Host, hostsOf, type Infrastructure, type Role } from "../../model/infrastructure.ts";
import { capitalized, listed } from "../../util/names.ts";
import type { Rule } from "../rule.ts";
import { few } from "./shared/evidence.ts";
import { optionsOr } from "./shared/options.ts";

const TOGETHER: readonly Role[] = ["web", "app", "database"];

/** Hosts that run web server, app and database at once. One finding for the site: it is one decision. */
export const tierColocation: Rule = {
  id: "tier-colocation",
  section: "availability",
  starred: true,
  severity: "warning",
  title: "Web server, app and database run on the same hosts.",
  why: "One loss takes a member of every tier. A busy app takes memory and disk time from the database beside it, and who breaks into the app stands on the machine that holds the data. The tiers cannot grow apart either: more web servers would mean more databases.",
  mend: "Hosts of their own for the tiers; the database first.",
  drill: "kill-host",
  falsePositive: "A site so small that a second kind of host is not worth its price, and whose owner knows what is shared.",
  references: [{ title: "NIST SP 800-123, Guide to General Server Security", url: "https://csrc.nist.gov/pubs/sp/800/123/final" }],
  judge: (context) => {
    const { infra } = context;
    const hosts = colocated(infra);
    const [first] = hosts;
    if (first === undefined) return [];
    const names = hosts.map((host) => host.name);
    const all = hostsOf(infra, "web").length === hosts.length && hostsOf(infra, "database").length === hosts.length;
    const lost =
      hosts.length === 1
        ? `When ${first.name} is lost, all three are gone at once.`
        : `When one of ${listed(names)} is lost, every tier loses a member in the same moment${all ? `, and ${Math.round(100 / hosts.length)} % of the site's capacity goes` : ""}.`;
    const verb = names.length === 1 ? "runs" : "each run";
    return [
      {
        entity: "site",
        title: `${listed(names)} ${verb} ${listed(first.roles.map((role) => wordsOf(role).one))}.`,
        why: `${lost} A burst of requests or a leak in the app slows the database on the same machine, and a break-in through the app reaches the data files of ${infra.domain} without crossing a firewall.`,
        evidence: few(hosts.map((host) => `hosts.${host.name}.runs: ${host.roles.join(", ")}`)),
        fix: optionsOr(
          context,
          [apart(infra, hosts, ["database"]), apart(infra, hosts, ["app", "database"])],
          (it) => colocated(it).length === 0,
          "Give the database hosts of its own.",
        ),
        hosts: names,
        path: `hosts.${first.name}.runs`,
      },
    ];
  },
};

export function colocated(infra: Infrastructure): readonly Host[] {
  return infra.hosts.filter((host) => TOGETHER.every((role) => host.roles.includes(role)));
}

/** These roles leave the hosts and get as many of their own. */
function apart(infra: Infrastructure, hosts: readonly Host[], moved: readonly ("app" | "database")[]): FixOption | undefined {
  const taken = takenBy(infra);
  const edits: Edit[] = hosts.map((host) => ({
    path: ["hosts", host.name, "runs"],
    value: host.roles.filter((role) => !moved.some((it) => it === role)),
  }));
  const added: string[] = [];
  for (const role of moved) {
    const { capacityQps: _, ...pattern } = { ...hosts[0], name: role === "database" ? "db0" : "app0" } as Host;
    const { publicAddress: _public, publicAddress6: _public6, ...like } = pattern;
    for (const host of hosts) {
      const one = anotherHost(like, [role], taken);
      if (one === undefined) return undefined;
      edits.push(one.edit);
      added.push(one.name);
      if (role === "database" && host.name === infra.database?.primary) edits.push({ path: ["database", "primary"], value: one.name });
    }
  }
  const what = moved.map((role) => wordsOf(role).one);
  return {
    title: `${capitalized(listed(what))} on ${added.length === 1 ? "a host of its own" : "hosts of their own"}: ${listed(added)}.`,
    edits,
    addedHosts: added,
    note: "The data have to be copied to the new hosts before they serve: plan an interruption.",
  };
}
