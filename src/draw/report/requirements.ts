import { PARTS } from "../../catalog/registry.ts";
import { BEHIND, roleOf, wordsOf } from "../../catalog/roles.ts";
import type { Availability } from "../../check/availability/availability.ts";
import { elementsOfParts } from "../../check/explain/topics/elements.ts";
import { availabilityWords } from "../../check/words.ts";
import { namesOf, namesWhere } from "../../kit/answer-words.ts";
import { hostsOf, type Infrastructure, type Role } from "../../model/infrastructure.ts";
import { hasVirtualAddress, virtualAddresses } from "../../model/virtual-address.ts";
import { listed } from "../../util/names.ts";
import { counted } from "../../util/number.ts";

/** How far a requirement is met. */
export type Met = "met" | "in part" | "not met";

interface Judged {
  readonly met: Met;
  /** Where it is met, or what is missing. */
  readonly where: string;
}

/** Something that a secured and monitored web infrastructure has to have. */
export interface Requirement {
  readonly title: string;
  /** Rules whose findings say that it is met badly. */
  readonly rules: readonly string[];
  /** `undefined` where the file asks for no such thing. */
  readonly judge: (context: RequirementContext) => Judged | undefined;
}

export interface RequirementContext {
  readonly infra: Infrastructure;
  readonly availability: Availability;
  /** Folder of the app's source, as it is to be called. */
  readonly source: string;
}

/** Up to so many names are all given: where a requirement is met is what the row is there for. */
const NAMED = 12;

function all(names: readonly string[]): string {
  if (names.length > NAMED) return `${counted(names.length, "host")}: ${listed(names)}`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function met(where: string): Judged {
  return { met: "met", where };
}

function missing(where: string): Judged {
  return { met: "not met", where };
}

/** Met when all hosts are among these, in part when some are. */
function onAll(infra: Infrastructure, names: readonly string[], what: string): Judged {
  const left = infra.hosts.map((host) => host.name).filter((name) => !names.includes(name));
  if (left.length === 0) return met(`${what} on ${all(names)}`);
  return names.length === 0 ? missing("on no host") : { met: "in part", where: `${what} on ${all(names)}; none on ${all(left)}` };
}

/** The list of the whiteboard, then what the file promises besides. */
export const REQUIREMENTS: readonly Requirement[] = [
  {
    title: "A name that leads people to the site",
    rules: ["certificate-name-mismatch"],
    judge: ({ infra }) => {
      const own = hostsOf(infra, "balancer").flatMap((host) => host.publicAddress ?? host.publicAddress6 ?? []);
      const addresses = hasVirtualAddress(infra) ? virtualAddresses(infra) : own;
      const where = `${infra.domain} leads to ${all(addresses)} (${all(namesOf(infra, "balancer"))})`;
      return addresses.length === 0 ? missing(`${infra.domain}: no balancer has an address in the internet`) : met(where);
    },
  },
  {
    title: "Two servers or more",
    rules: ["tier-single-instance", "tier-colocation", "capacity-after-loss", "connections-after-loss"],
    judge: ({ infra }) => {
      const names = namesWhere(infra, (host) => host.roles.some((role) => BEHIND.includes(role)));
      return names.length >= 2 ? met(all(names)) : missing(names.length === 0 ? "none" : `${names[0]} alone`);
    },
  },
  {
    title: "A load balancer before them",
    rules: ["lb-spof", "health-check-missing", "vrrp-split-brain-risk"],
    judge: ({ infra }) => {
      const names = namesOf(infra, "balancer");
      return names.length === 0
        ? missing("none")
        : met(`${wordsOf("balancer").program} on ${all(names)}, in front of ${all(namesOf(infra, "web"))}`);
    },
  },
  {
    title: "A web server",
    rules: [],
    judge: ({ infra }) => onRole(infra, "web"),
  },
  {
    title: "An application server",
    rules: [],
    judge: ({ infra }) => onRole(infra, "app"),
  },
  {
    title: "The code base on every application server",
    rules: [],
    judge: ({ infra, source }) => {
      const names = namesOf(infra, "app");
      if (infra.app === undefined || names.length === 0) return missing("the file names no app");
      return met(`\`${source}\` goes as one release to ${all(names)} and runs as \`${infra.app.command}\``);
    },
  },
  {
    title: "A database with a copy of its data on another host",
    rules: ["single-writer-database", "promotion-undefined", "replica-writable", "async-loss-unstated", "quorum-even", "backup-missing"],
    judge: ({ infra }) => databases(infra),
  },
  {
    title: "A firewall on every host",
    rules: [
      "host-without-firewall",
      "firewall-default-allow",
      "firewall-over-open",
      "firewall-missing-flow",
      "datastore-exposed",
      "admin-exposed",
      "ipv6-unfiltered",
    ],
    judge: ({ infra }) => {
      const filter = elementsOfParts(infra, 0).find(({ name }) => name === "firewall");
      const foreign = namesWhere(infra, (host) => host.firewall.by === "other");
      const judged = onAll(
        infra,
        namesWhere(infra, (host) => host.firewall.by !== "nobody"),
        "a packet filter",
      );
      const who = foreign.length === 0 ? "" : `; that of ${all(foreign)} is not Bartizan's`;
      return {
        ...judged,
        where: `${judged.where.replace("a packet filter", foreign.length === 0 ? (filter?.program ?? "a packet filter") : "a packet filter")}${who}`,
      };
    },
  },
  {
    title: "A certificate, and the site over HTTPS",
    rules: [
      "certificate-missing",
      "certificate-name-mismatch",
      "certificate-expiring",
      "certificate-no-renewal",
      "certificate-single",
      "http-not-redirected",
      "tls-below-intermediate",
      "plaintext-hop",
    ],
    judge: ({ infra }) => {
      const { certificate, provided } = infra.tls;
      const where = all(namesOf(infra, "balancer"));
      if (certificate === "none") return missing("the site speaks plain HTTP");
      if (certificate === "internal") return met(`of the infrastructure's own CA, for ${infra.domain}, on ${where}`);
      if (certificate === "acme") return met(`of a public CA, for ${infra.domain}, got and renewed by ${where}`);
      return met(`brought from outside, for ${all(provided?.names ?? [])}, until ${provided?.expires ?? "?"}, on ${where}`);
    },
  },
  {
    title: "A monitoring client on every host",
    rules: ["host-unmonitored"],
    judge: ({ infra }) =>
      onAll(
        infra,
        namesWhere(infra, (host) => host.monitoring !== "none"),
        `exporters and ${PARTS.find((part) => part.collects !== undefined)?.name}`,
      ),
  },
  {
    title: "A monitor that keeps the measurements and raises alerts",
    rules: ["monitor-unwatched", "alert-unrouted"],
    judge: ({ infra }) => onRole(infra, "monitor"),
  },
  {
    title: "The requests per second of the web servers",
    rules: ["qps-unmonitored"],
    judge: ({ infra }) => {
      const web = namesOf(infra, "web");
      const seen = hostsOf(infra, "web").flatMap((host) => (host.monitoring === "all" ? host.name : []));
      if (seen.length === 0 || namesOf(infra, "monitor").length === 0) return missing("counted nowhere");
      if (seen.length < web.length) return { met: "in part", where: `counted on ${all(seen)} alone` };
      return met(`counted on ${all(seen)}; \`bartizan status\` shows them`);
    },
  },
  {
    title: "The availability that the file asks for",
    rules: ["availability-below-target", "failover-window-over-budget"],
    judge: ({ infra, availability }) => {
      const target = infra.objectives.availability;
      if (target === undefined) return undefined;
      const where = `${availabilityWords(availability.unavailability)} by the model; asked for: ${availabilityWords(1 - target)}`;
      return availability.unavailability <= 1 - target ? met(where) : missing(where);
    },
  },
  {
    title: "Copies of the data away from the databases",
    rules: ["backup-missing", "backup-unproven"],
    judge: ({ infra: { backups } }) =>
      backups === undefined ? undefined : met(`every ${backups.everyHours} h to \`${backups.to}\`, kept ${backups.keepDays} days`),
  },
];

function onRole(infra: Infrastructure, role: Role): Judged {
  const names = namesOf(infra, role);
  return names.length === 0 ? missing("on no host") : met(`${wordsOf(role).program} on ${all(names)}`);
}

function databases(infra: Infrastructure): Judged {
  const names = namesOf(infra, "database");
  if (names.length === 0) return missing("there is no database");
  if (names.length === 1) return { met: "in part", where: `${wordsOf("database").program} on ${names[0]}, without a copy` };
  return met(roleOf("database").copies?.(infra, all) ?? all(names));
}
