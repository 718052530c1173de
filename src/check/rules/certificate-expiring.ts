import type { Severity } from "../../kit/faces/finding.ts";
import { hostsOf, type ProvidedCertificate } from "../../model/infrastructure.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { daysBetween, daysWords } from "./shared/days.ts";
import { REFERENCES } from "./shared/references.ts";

/** A certificate that a person renews has to be on somebody's desk by then: an order, a validation, an installation on every host. */
const MANUAL_WARNING_DAYS = 30;
/** ACME clients renew when a third is left, a month before the end of the usual 90 days: by then one has failed for two weeks. */
const LATE_DAYS = 14;

/**
 * The end of a provided certificate. The certificates of the infrastructure's own CA are renewed by `up` and watched by the alerts
 * CertificateExpiring and CertificateEnds; their dates are not in the file.
 */
export const certificateExpiring: Rule = {
  id: "certificate-expiring",
  section: "encryption",
  severity: "error",
  title: "The certificate ends soon, or has ended.",
  why: "From that moment on every browser and every client of the site's interfaces refuses the connection. It is an outage with a date, for all visitors at once.",
  mend: "Renew it, and let a machine do so from then on.",
  drill: "expire",
  falsePositive: "It has been renewed, and tls.provided.expires still holds the old date: then write the new one.",
  references: [
    REFERENCES.shortLives,
    REFERENCES.acme,
    { title: "Let's Encrypt: integration guide, renewal", url: "https://letsencrypt.org/docs/integration-guide/" },
  ],
  judge: (context) => {
    const { infra, today } = context;
    const { provided } = infra.tls;
    if (infra.tls.certificate !== "provided" || provided === undefined) return [];
    const days = daysBetween(today, provided.expires);
    const severity = severityOf(provided, days, context);
    if (severity === undefined) return [];
    const end = days < 0 ? `ended ${daysWords(-days)} ago` : days === 0 ? "ends today" : `ends in ${daysWords(days)}`;
    const automatic = provided.renewal === "automatic";
    return [
      {
        entity: "site",
        severity,
        title: `The certificate of ${infra.domain} ${end}, by its date in the file.`,
        why: automatic
          ? `It is renewed by itself, a month before its end as a rule. Either that has failed, and every browser refuses ${infra.domain} after ${provided.expires}, or the date in the file is the one of an earlier certificate.`
          : `Nothing renews it. ${days < 0 ? `Browsers refuse ${infra.domain}` : `After ${provided.expires}, every browser refuses ${infra.domain}`}, and no second balancer or database helps against that.`,
        evidence: [`tls.provided.expires: ${provided.expires}`, `today: ${today}`, `tls.provided.renewal: "${provided.renewal}"`],
        fix: {
          kind: "advice",
          title: automatic
            ? "Look at the certificate that is served; when it is a newer one, write its last day into tls.provided.expires."
            : "Renew it now, and write its last day into tls.provided.expires.",
        },
        hosts: hostsOf(infra, "balancer").map((host) => host.name),
        path: "tls.provided.expires",
      },
    ];
  },
};

function severityOf({ renewal }: ProvidedCertificate, days: number, { alerts }: CheckContext): Severity | undefined {
  if (renewal === "manual") {
    if (days < LATE_DAYS) return "error";
    return days < MANUAL_WARNING_DAYS ? "warning" : undefined;
  }
  if (days >= LATE_DAYS) return undefined;
  // The date grows old in the file by itself when a machine renews: it proves little, as long as something watches the real one.
  return alerts.includes("CertificateExpiring") || alerts.includes("CertificateEnds") ? "info" : "warning";
}
