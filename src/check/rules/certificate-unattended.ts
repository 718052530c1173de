import { daysLeft } from "../../model/certificate-life.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { daysWords } from "./shared/days.ts";

/** Alerts of it; the second one wakes somebody. */
const ALERTS = ["CertificateExpiring", "CertificateEnds"];
/** A team that changes nothing for so long is no rarity: a summer, or a site that is done. */
const QUIET_DAYS = 180;

/** Certificates whose end nobody hears of, or that end within a quiet half-year. */
export const certificateUnattended: Rule = {
  id: "certificate-unattended",
  section: "encryption",
  severity: "warning",
  title: "Certificates are renewed only while somebody runs Bartizan, and nobody is told when nobody does.",
  why: "The CA's key is on the operator's machine and nowhere else, so no host can renew anything. A site that is left alone ends on the day its certificates do: browsers refuse it, and databases refuse each other.",
  mend: "A receiver for the alerts, a long life, and `bartizan up` from time to time, by a timer if need be.",
  drill: "expire",
  falsePositive: "A timer or a pipeline of yours runs `bartizan up` every few weeks, and its failures are seen.",
  references: [
    {
      title: "Kubernetes: certificate management with kubeadm (client certificates expire after a year, and an upgrade renews them)",
      url: "https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/",
    },
  ],
  judge: (context) => {
    const { infra } = context;
    const { lifetimeDays } = infra.tls;
    const deaf = deafness(context);
    const short = lifetimeDays < QUIET_DAYS;
    if (deaf === undefined && !short) return [];
    const least = daysLeft(lifetimeDays, "renewed");
    const hosts = listed(infra.hosts.map((host) => host.name));
    const told =
      deaf ??
      `A ticket is opened ${daysWords(daysLeft(lifetimeDays, "told"))} before the end, and somebody is woken ${daysWords(daysLeft(lifetimeDays, "paged"))} before it.`;
    // A public CA's is renewed by the balancers themselves.
    const refused = `${infra.tls.certificate === "acme" ? "" : `browsers refuse ${infra.domain}, and `}its hosts refuse each other.`;
    return [
      {
        entity: "site",
        severity: deaf === undefined ? "info" : "warning",
        title: `No host renews the certificates of ${hosts}${deaf === undefined ? `, which live ${daysWords(lifetimeDays)}` : ", and nobody is told before they end"}.`,
        why: `Nothing but \`bartizan up\` renews them; after one they last ${daysWords(least)} at least. Left alone for longer, the site is down: ${refused} ${told} One \`bartizan up\` brings it back.`,
        evidence: [`tls.lifetimeDays: ${lifetimeDays}`, ...(deaf === undefined ? [] : [deaf])],
        fix:
          deaf === undefined
            ? {
                kind: "edit",
                title: "Let certificates live for the usual 397 days.",
                edits: [{ path: ["tls", "lifetimeDays"], value: 397 }],
              }
            : { kind: "advice", title: "Name who is told in monitoring.receivers; or let a timer run `bartizan up --yes` every month." },
        hosts: hostsOf(infra, "balancer").map((host) => host.name),
        path: deaf === undefined ? "tls.lifetimeDays" : "monitoring.receivers",
      },
    ];
  },
};

/** Why nobody would hear of it; nothing when somebody would. */
function deafness({ infra, alerts }: CheckContext): string | undefined {
  if (hostsOf(infra, "monitor").length === 0) return "No host runs the monitor, so nothing tells anybody.";
  if (!ALERTS.some((name) => alerts.includes(name))) return `The alerts ${ALERTS.join(" and ")} are left out.`;
  return infra.monitoring.receivers.length === 0 ? "The alerts before the end reach nobody." : undefined;
}
