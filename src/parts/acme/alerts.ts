import type { AlertRule } from "../../kit/part.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";

/** Renewal begins with a third of the life left, and is tried twice a day: a failure is told weeks before it matters. */
export function acmeAlerts({ tls, domain }: Infrastructure): readonly AlertRule[] {
  if (tls.acme === undefined) return [];
  const left = "(bartizan_acme_end_seconds - time()) / bartizan_acme_life_seconds";
  return [
    {
      name: "AcmeFailing",
      expr: "bartizan_acme_failure == 1",
      for: "1d",
      severity: "ticket",
      summary: `{{ $labels.host }} gets no certificate for ${domain}: {{ $labels.reason }}.`,
      description: `The CA has been asked twice a day, in vain. There are weeks left until the certificate of ${domain} ends.`,
    },
    {
      name: "AcmeCertificateEnding",
      expr: `${left} < 0.08`,
      for: "5m",
      severity: "page",
      summary: `The certificate of ${domain} on {{ $labels.host }} is about to end.`,
      description: `The CA has refused a new one for weeks, or was not reached. When it ends, no browser takes ${domain}.`,
    },
    {
      name: "AcmeCertificateMissing",
      expr: "bartizan_acme_end_seconds == 0",
      for: "15m",
      severity: "page",
      summary: `{{ $labels.host }} has no public certificate for ${domain} yet.`,
      description: `Visitors are shown the certificate of the infrastructure's own CA, and warned of it. The CA refuses to sign, or is not reached.`,
    },
  ];
}
