import type { Judgement } from "../../kit/faces/finding.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";

/** Two years, as Mozilla's guideline has it; browsers take a year for the least that their preload list accepts. */
const HSTS_SECONDS = 63_072_000;
const DAY = 86_400;

/** Old protocol versions, and HSTS that is missing or short. Two findings: they are mended, and waived, apart. */
export const tlsBelowIntermediate: Rule = {
  id: "tls-below-intermediate",
  section: "encryption",
  severity: "error",
  title: "TLS towards the clients is below Mozilla's intermediate guideline.",
  why: "The guideline (6.0) asks for TLS 1.2 and 1.3 with ephemeral key exchange and authenticated encryption only, and for two years of Strict-Transport-Security. TLS 1.0 and 1.1 rest on SHA-1 and MD5 and are formally dead; without HSTS, the first request of every visit goes out in clear and can be kept there.",
  mend: "The profile `intermediate`, and Strict-Transport-Security of two years.",
  drill: "tls-scan",
  falsePositive: "Clients that nobody can update (payment terminals, set-top boxes) have to be served; then on an address of their own.",
  references: [REFERENCES.mozilla, REFERENCES.oldTls, REFERENCES.hsts, REFERENCES.tlsUse, REFERENCES.nistTls],
  judge: ({ infra }) => {
    if (infra.tls.certificate === "none" || hostsOf(infra, "balancer").length === 0) return [];
    return [...oldProfile(infra), ...shortHsts(infra)];
  },
};

function balancers(infra: Infrastructure): readonly string[] {
  return hostsOf(infra, "balancer").map((host) => host.name);
}

function oldProfile(infra: Infrastructure): readonly Judgement[] {
  if (infra.tls.profile !== "old") return [];
  return [
    {
      entity: "site",
      title: `${infra.domain} accepts TLS 1.0 and 1.1.`,
      why: `Clients that offer no better connect to ${infra.domain} with CBC or 3DES suites, which BEAST, Lucky Thirteen and Sweet32 attack; where the key exchange is RSA, whoever records the traffic and gets the key one day reads all of it. Browsers have done without since 2020.`,
      evidence: ['tls.profile: "old"'],
      fix: {
        kind: "edit",
        title: 'TLS 1.2 and 1.3 only: tls.profile becomes "intermediate".',
        edits: [{ path: ["tls", "profile"], value: "intermediate" }],
      },
      hosts: balancers(infra),
      path: "tls.profile",
    },
  ];
}

function shortHsts(infra: Infrastructure): readonly Judgement[] {
  const { hstsSeconds } = infra.tls;
  if (hstsSeconds >= HSTS_SECONDS) return [];
  const days = Math.floor(hstsSeconds / DAY);
  const lasts = hstsSeconds < DAY ? `${hstsSeconds} seconds` : `${days} ${days === 1 ? "day" : "days"}`;
  const missing = hstsSeconds === 0;
  return [
    {
      entity: "hsts",
      // A short time is how one begins: it is on the way, not wrong.
      severity: missing ? "error" : "warning",
      title: missing
        ? `${infra.domain} does not tell browsers to use HTTPS only.`
        : `${infra.domain} tells browsers to use HTTPS only for ${lasts}.`,
      why: `A visit that begins with http://${infra.domain}${missing ? "" : ` more than ${lasts} after the last one`} sends its first request in clear. Whoever answers it on an open network, before the redirect does, keeps the visitor on plain HTTP and reads the password.`,
      evidence: [`tls.hstsSeconds: ${hstsSeconds}, of ${HSTS_SECONDS}`],
      fix: {
        kind: "edit",
        title: `Two years of Strict-Transport-Security: tls.hstsSeconds becomes ${HSTS_SECONDS}.`,
        edits: [{ path: ["tls", "hstsSeconds"], value: HSTS_SECONDS }],
      },
      hosts: balancers(infra),
      path: "tls.hstsSeconds",
    },
  ];
}
