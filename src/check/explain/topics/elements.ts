import { PARTS } from "../../../catalog/registry.ts";
import { namesOf, namesWhere } from "../../../kit/answer-words.ts";
import { paragraph, table } from "../../../kit/faces/block.ts";
import type { ElementRow } from "../../../kit/faces/topic.ts";
import { hostsOf, type Infrastructure, type Role } from "../../../model/infrastructure.ts";
import { virtualAddresses } from "../../../model/virtual-address.ts";
import { listed } from "../../../util/names.ts";
import type { Topic, TopicContext } from "../topic.ts";

/** Every element of the picture and what it is there for. */
export const elements: Topic = {
  id: "elements",
  question: "What is each element for?",
  answer: (context) => [
    paragraph(
      `A request for \`https://${context.infra.domain}\` takes this way: ${way(context.infra)}. Everything else protects that way or watches it.`,
    ),
    ...table(["ELEMENT", "WHERE", "WHAT IT IS FOR"], rows(context)),
  ],
};

function way(infra: Infrastructure): string {
  const beside = hostsOf(infra, "web").every((host) => host.roles.includes("app"));
  const { database } = infra;
  const onOne = (what: string, names: readonly string[]): string =>
    `${what} on ${names.length === 1 ? names[0] : `one of ${listed(names)}`}`;
  const stops: readonly (readonly [Role, string])[] = [
    ["balancer", onOne("the balancer", namesOf(infra, "balancer"))],
    ["web", onOne("a web server", namesOf(infra, "web"))],
    ["app", beside ? "the app on the same host" : onOne("the app", namesOf(infra, "app"))],
    ["database", onOne("the database", database?.topology === "primary-replica" ? [database.primary] : namesOf(infra, "database"))],
  ];
  return ["the DNS name", ...stops.flatMap(([role, words]) => (namesOf(infra, role).length === 0 ? [] : [words]))].join(", then ");
}

function rows({ infra, flows }: TopicContext): readonly (readonly string[])[] {
  const { backups } = infra;
  const everywhere = infra.hosts.length > 6 ? "every host" : listed(infra.hosts.map((host) => host.name));
  const all = [...ownElements(infra), ...elementsOfParts(infra, flows.length)].sort((a, b) => a.place - b.place);
  return [
    ["DNS name", addressOf(infra), `${infra.domain} leads to this address, so that people need not know any host.`],
    ...all.flatMap(({ name, program, hosts, use }) => {
      const element = program === undefined ? name : `${name} (${program})`;
      return hosts.length === 0 ? [] : [[element, hosts.length === infra.hosts.length ? everywhere : listed(hosts), use]];
    }),
    ["SSH", everywhere, `The only way in for operators, from ${listed(infra.firewall.admin)} alone.`],
    ...(backups === undefined
      ? []
      : [["backups", backups.to, `A copy of the data every ${backups.everyHours} h, away from the databases.`]]),
  ];
}

/** Those that parts say of themselves. */
export function elementsOfParts(infra: Infrastructure, flows: number): readonly ElementRow[] {
  return PARTS.flatMap((part) => part.elements?.(infra, flows) ?? []);
}

function ownElements(infra: Infrastructure): readonly ElementRow[] {
  const { app, monitoring, tls } = infra;
  const proves = `Proves to browsers that they talk to ${infra.domain}, and lets them encrypt.`;
  const client = `Measures the host every ${monitoring.intervalSeconds} s and delivers the numbers to the monitor.`;
  const watched = namesWhere(infra, (host) => host.monitoring !== "none");
  return [
    ...(tls.certificate === "none" ? [] : [{ place: 40, name: "certificate", hosts: namesOf(infra, "balancer"), use: proves }]),
    ...(app === undefined
      ? []
      : [{ place: 60, name: "app", hosts: namesOf(infra, "app"), use: `The site's own code: \`${app.command}\`.` }]),
    { place: 90, name: "monitoring client", hosts: watched, use: client },
  ];
}

function addressOf(infra: Infrastructure): string {
  return virtualAddresses(infra)[0] ?? listed(hostsOf(infra, "balancer").map((host) => host.publicAddress ?? host.address));
}
