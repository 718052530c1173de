import type { PartRule } from "../../kit/faces/rule.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";

/** Balancers that go on sending requests to whatever still takes connections. */
export const healthCheckMissing: PartRule = {
  id: "health-check-missing",
  after: "quorum-even",
  section: "availability",
  severity: "error",
  title: "Traffic is sent to web servers without asking whether they can serve.",
  why: "A server whose machine is gone is skipped, because nobody takes the connection. One that hangs, has lost its database or answers everything with an error takes connections as ever, and gets its share of the requests until somebody repairs it: redundancy does not help against what nobody looks for.",
  mend: "An active check of a path that fails when the server cannot serve (app.health).",
  drill: "hang-process",
  falsePositive: "Something else takes servers out of the balancers' lists: a service registry, an operator's script.",
  references: [
    { title: "HAProxy Configuration Manual: health checks (option httpchk)", url: "https://docs.haproxy.org/3.0/configuration.html" },
    {
      title: "Site Reliability Engineering, Load Balancing in the Datacenter",
      url: "https://sre.google/sre-book/load-balancing-datacenter/",
    },
  ],
  judge: ({ infra, singlePoints }) => {
    const web = hostsOf(infra, "web").map((host) => host.name);
    const balancers = hostsOf(infra, "balancer").map((host) => host.name);
    if (infra.balancer.healthCheck || web.length < 2 || balancers.length === 0) return [];
    const verb = balancers.length === 1 ? "does" : "do";
    return [
      {
        entity: "balancer",
        title: `${listed(balancers)} ${verb} not check whether ${listed(web)} can serve.`,
        why: `When the web server or the app on one of ${listed(web)} hangs or answers with errors, it goes on getting 1 request in ${web.length} of ${infra.domain} until somebody repairs it; ${web.length === 2 ? "the other one stands" : "the others stand"} ready and ${web.length === 2 ? "is" : "are"} not asked.`,
        evidence: [
          "balancer.healthCheck: false",
          ...singlePoints((it) => (it.kind === "web" || it.kind === "app") && web.includes(it.host ?? "")),
        ],
        fix: {
          kind: "edit",
          title: `Let ${listed(balancers)} ask ${infra.app?.health ?? "/"} of every web server.`,
          edits: [{ path: ["balancer", "healthCheck"], value: true }],
        },
        hosts: [...balancers, ...web.filter((name) => !balancers.includes(name))],
        path: "balancer.healthCheck",
      },
    ];
  },
};
