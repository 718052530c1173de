import { hostsOf } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";

/** Plain HTTP is answered with pages. That a browser may be kept from asking by it, HSTS, is judged by tls-below-intermediate. */
export const httpNotRedirected: Rule = {
  id: "http-not-redirected",
  section: "encryption",
  severity: "error",
  title: "Plain HTTP is answered with the site itself.",
  why: "Old links, bookmarks and typed names still begin with http://. A site that answers them serves those visitors in clear for the whole visit, logins included, and has a certificate for nothing.",
  mend: "Answer plain HTTP with a permanent redirect to HTTPS and nothing else, and send Strict-Transport-Security.",
  drill: "curl",
  falsePositive: "Clients that cannot speak TLS are served on purpose, and nothing private is on the site.",
  references: [
    REFERENCES.hsts,
    REFERENCES.mozilla,
    {
      title: "OWASP: HTTP Strict Transport Security Cheat Sheet",
      url: "https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Strict_Transport_Security_Cheat_Sheet.html",
    },
  ],
  judge: ({ infra }) => {
    const balancers = hostsOf(infra, "balancer").map((host) => host.name);
    if (infra.tls.certificate === "none" || infra.tls.redirectHttp || balancers.length === 0) return [];
    return [
      {
        entity: "site",
        title: `${listed(balancers)} answer${balancers.length === 1 ? "s" : ""} http://${infra.domain} with pages instead of a redirect.`,
        why: `Whoever follows an old link to http://${infra.domain} stays on plain HTTP for the whole visit. The password and the session cookie can be read on every network on the way to ${listed(balancers)}.`,
        evidence: ["tls.redirectHttp: false"],
        fix: {
          kind: "edit",
          title: "Redirect plain HTTP to HTTPS: tls.redirectHttp becomes true.",
          edits: [{ path: ["tls", "redirectHttp"], value: true }],
        },
        hosts: balancers,
        path: "tls.redirectHttp",
      },
    ];
  },
};
