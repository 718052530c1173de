import { namesOf, namesWhere, saidBy, verb } from "../../../kit/answer-words.ts";
import { type Block, paragraph, remark, table } from "../../../kit/faces/block.ts";
import type { Infrastructure } from "../../../model/infrastructure.ts";
import { listed } from "../../../util/names.ts";
import type { Topic, TopicContext } from "../topic.ts";

/** What the certificates are for, where they come from and when they are renewed. */
export const certificate: Topic = {
  id: "certificate",
  question: "Why a certificate, and which are there?",
  answer: (context) => {
    const { infra, findings } = context;
    const said = saidBy(
      findings,
      "certificate-missing",
      "certificate-name-mismatch",
      "certificate-expiring",
      "certificate-no-renewal",
      "certificate-unattended",
      "certificate-single",
    );
    return [
      paragraph(
        `Encryption alone does not say with whom. A certificate does: somebody whom the other end trusts has signed that this key belongs to this name. A browser that asks for ${infra.domain} goes on only if whoever answers shows one for that name and proves that it holds the key.`,
      ),
      ...site(infra),
      ...table(["CERTIFICATE", "ON", "WHAT IT PROVES"], rows(context)),
      paragraph(
        `Those of the infrastructure's own CAs live ${infra.tls.lifetimeDays} days; the first \`bartizan up\` in the second half of that time renews them, and nothing else does. Their keys are made on the hosts and never leave them; the CAs' keys are in the vault, \`bartizan.vault\` beside the file, and on no server.`,
      ),
      ...remark(said),
    ];
  },
};

function site({ tls, domain, hosts }: Infrastructure): readonly Block[] {
  const balancers = hosts.filter((host) => host.roles.includes("balancer")).map((host) => host.name);
  if (balancers.length === 0) return [paragraph(`No host runs the balancer, which would show the one for ${domain}.`)];
  if (tls.certificate === "internal") {
    return [
      paragraph(
        `The one for ${domain} on ${listed(balancers)} comes from a CA that signs for ${domain} and for nothing else: browsers take it once that CA is in their trust store (\`bartizan trust\`), and strangers' browsers do not. Hosts know each other by another CA, which nobody else has to trust.`,
      ),
    ];
  }
  if (tls.acme !== undefined) {
    return [
      paragraph(
        `The one for ${domain} comes from a public CA, which every browser trusts: ${tls.acme.directory}. ${listed(balancers)} ${balancers.length === 1 ? "gets and renews it itself" : "get and renew one each, with a key of its own"}, from the day on which a third of its life is left. The CA asks http://${domain} whether that is so, and whichever balancer it reaches can answer. Until the first one has come, visitors are shown one of the infrastructure's own CA.`,
      ),
    ];
  }
  if (tls.certificate === "none" || tls.provided === undefined) return [paragraph(`${domain} has none: it speaks plain HTTP.`)];
  const { names, expires, renewal, keys } = tls.provided;
  const renewed = renewal === "automatic" ? "something renews it by itself" : "somebody has to renew it by hand";
  const where =
    balancers.length < 2
      ? ""
      : keys === "shared"
        ? ` ${listed(balancers)} share one key.`
        : ` Each of ${listed(balancers)} has a key of its own.`;
  return [paragraph(`The one for ${domain} is brought from outside: for ${listed(names)}, until ${expires}; ${renewed}.${where}`)];
}

function rows({ infra, flows }: TopicContext): readonly (readonly string[])[] {
  const { tls, database } = infra;
  const monitors = namesOf(infra, "monitor");
  const measured = namesWhere(infra, (host) => host.monitoring !== "none");
  const behind = new Set(
    flows.filter((flow) => flow.carries === "requests" && flow.from.kind === "host" && flow.encryption !== "none").map((flow) => flow.to),
  );
  const mutual = tls.upstream === "verified" ? ", and the other end shows one, too" : "; nobody looks at it";
  const row = (name: string, on: readonly string[], proves: string): readonly (readonly string[])[] =>
    on.length === 0 ? [] : [[name, listed(on), proves]];
  return [
    ...(tls.certificate === "none" ? [] : row("site", namesOf(infra, "balancer"), `to browsers: this is ${infra.domain}`)),
    ...row("hop", [...behind], `to who passes requests on: this is the host that was meant${mutual}`),
    ...(database === undefined || database.tls === "none"
      ? []
      : row("database", namesOf(infra, "database"), "to the app and to replicas: this is the database")),
    ...row("ingest", monitors, `to the hosts: ${verb(monitors, "this is the monitor", "this is a monitor")}`),
    ...(monitors.length === 0 ? [] : row("metrics", measured, "to the monitor: these measurements are this very host's")),
  ];
}
