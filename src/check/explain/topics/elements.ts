import { hostsOf, type Infrastructure, type Role } from "../../../model/infrastructure.ts";
import { hasVirtualAddress, virtualAddresses } from "../../../model/virtual-address.ts";
import { listed } from "../../../util/names.ts";
import { paragraph, table } from "../block.ts";
import type { Topic, TopicContext } from "../topic.ts";
import { namesOf, namesWhere, verb } from "../words.ts";

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

type Row = readonly [element: string, where: string, use: string];

function rows({ infra, flows }: TopicContext): readonly Row[] {
  const { database, app, monitoring, backups } = infra;
  const everywhere = infra.hosts.length > 6 ? "every host" : listed(infra.hosts.map((host) => host.name));
  const filtered = namesWhere(infra, (host) => host.firewall.by === "bartizan");
  const watched = namesWhere(infra, (host) => host.monitoring !== "none");
  const [balancers, web, apps, databases, monitors] = (["balancer", "web", "app", "database", "monitor"] as const).map((role) =>
    namesOf(infra, role),
  );
  const row = (element: string, names: readonly string[] | undefined, use: string): readonly Row[] =>
    names === undefined || names.length === 0 ? [] : [[element, names.length === infra.hosts.length ? everywhere : listed(names), use]];
  return [
    ["DNS name", addressOf(infra), `${infra.domain} leads to this address, so that people need not know any host.`],
    ...row("firewall (nftables)", filtered, `Drops every new connection but the ${flows.length} flows that the file amounts to.`),
    ...row("balancer (HAProxy)", balancers, balancerUse(infra)),
    ...(hasVirtualAddress(infra)
      ? row("virtual address (keepalived)", balancers, "Moves the site's address to another balancer when its holder dies.")
      : []),
    ...(infra.tls.certificate === "none"
      ? []
      : row("certificate", balancers, `Proves to browsers that they talk to ${infra.domain}, and lets them encrypt.`)),
    ...row(
      "web server (nginx)",
      web,
      app === undefined
        ? "Answers requests."
        : `${app.static === undefined ? "Takes" : `Serves the files of \`${app.static}\` itself, and takes`} every other request to the app.`,
    ),
    ...(app === undefined ? [] : row("app", apps, `The site's own code: \`${app.command}\`.`)),
    ...(database === undefined ? [] : row("database proxy (HAProxy)", apps, proxyUse(infra))),
    ...(database === undefined ? [] : row("database (MariaDB)", databases, databaseUse(infra))),
    ...row(
      "monitoring client",
      watched,
      `Measures the host every ${monitoring.intervalSeconds} s and delivers the numbers to the monitor.`,
    ),
    ...row("monitor (VictoriaMetrics)", monitors, `Keeps the numbers ${monitoring.retentionDays} days, judges them and raises alerts.`),
    ["SSH", everywhere, `The only way in for operators, from ${listed(infra.firewall.admin)} alone.`],
    ...(backups === undefined
      ? []
      : ([["backups", backups.to, `A copy of the data every ${backups.everyHours} h, away from the databases.`]] as const)),
  ];
}

function addressOf(infra: Infrastructure): string {
  return virtualAddresses(infra)[0] ?? listed(hostsOf(infra, "balancer").map((host) => host.publicAddress ?? host.address));
}

function balancerUse(infra: Infrastructure): string {
  const web = namesOf(infra, "web");
  const end = infra.tls.certificate === "none" ? "" : "Ends TLS, ";
  const shares = `${end === "" ? "S" : "s"}hares the requests out among ${listed(web)}`;
  return `${end}${shares}${infra.balancer.healthCheck ? `, and leaves ${verb(web, "it", "those")} out that ${verb(web, "fails", "fail")} its check` : ""}.`;
}

function proxyUse(infra: Infrastructure): string {
  const target = infra.database?.topology === "galera" ? "a node of the cluster that works" : `the primary ${infra.database?.primary}`;
  return `Leads the app to ${target}, so that the app knows one address only: its own host's.`;
}

function databaseUse(infra: Infrastructure): string {
  if (infra.database?.topology === "galera") return "Every node holds all data; a commit counts when a majority has it.";
  const replicas = namesOf(infra, "database").filter((name) => name !== infra.database?.primary);
  const copies = replicas.length === 0 ? "" : `; ${listed(replicas)} ${verb(replicas, "keeps a copy", "keep copies")}`;
  return `${infra.database?.primary} takes all reads and writes of the app${copies}.`;
}
