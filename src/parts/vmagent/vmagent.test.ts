import { describe, expect, it } from "vitest";
import { sending } from "../../../test/fixtures/sending.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { PARTS } from "../../catalog/registry.ts";
import { flowsIn } from "../../model/flow-group.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { statusQuery } from "../../observe/queries.ts";
import { scrapeConfig } from "./scrape-config.ts";
import { vmagent } from "./vmagent.ts";

const context = {
  infra: whiteboard,
  flows: [],
  loopback: [],
  webServers: [],
  localNames: [],
  services: new Map(),
  roles: [],
  environment: {},
  mutes: [],
  scrapes: new Map([["srv1", [{ job: "node", tells: "", target: "127.0.0.1:9100", series: [{ names: "node_.+" }] }]]]),
  alerts: [],
  recordings: [],
  caCertificate: "",
  groupCertificate: "",
  siteCertificate: "",
};

function unitOf(infra: Infrastructure): string {
  const host = infra.hosts[1];
  if (host === undefined) throw new Error("no second host");
  const unit = vmagent.resources(host, { ...context, infra }).find((it) => it.kind === "file" && it.path.endsWith("vmagent.service"));
  return unit?.kind === "file" ? unit.content.join("") : "";
}

describe("the agent", () => {
  it("reaches the monitor from every other host, and no flow goes to the host itself", () => {
    const flows = flowsIn(vmagent.flows?.(whiteboard) ?? []);
    expect(flows.map((it) => [it.from, it.to, it.port, it.encryption])).toEqual(
      ["lb1", "srv1", "srv2"].map((host) => [{ kind: "host", host }, "mon1", 8443, "mutual-tls"]),
    );
  });

  it("sends to every monitor, each under its own name", () => {
    const two = {
      ...whiteboard,
      hosts: whiteboard.hosts.map((host) => (host.name === "lb1" ? { ...host, roles: ["balancer", "monitor"] as const } : host)),
    };
    const unit = unitOf(two);
    expect(unit.match(/-remoteWrite\.url=\S+/g)).toEqual([
      "-remoteWrite.url=https://10.77.0.10:8443/api/v1/write",
      "-remoteWrite.url=https://10.77.0.20:8443/api/v1/write",
    ]);
    expect(unit.match(/-remoteWrite\.tlsServerName=\S+/g)).toEqual(["-remoteWrite.tlsServerName=lb1", "-remoteWrite.tlsServerName=mon1"]);
    expect(unit).toContain("IPAddressAllow=localhost 10.77.0.10 10.77.0.20\n");
  });

  it("stops the store that its package starts, except on the monitor", () => {
    const store = whiteboard.hosts.map((host) => [
      host.name,
      vmagent.resources(host, context).some((it) => it.kind === "unit" && it.name === "victoria-metrics.service" && it.want === "stopped"),
    ]);
    expect(Object.fromEntries(store)).toEqual({ lb1: true, srv1: true, srv2: true, mon1: false });
  });

  it("does not stand where nobody would take its metrics", () => {
    const alone = { ...whiteboard, hosts: whiteboard.hosts.filter((host) => host.name !== "mon1") };
    expect(alone.hosts.some((host) => vmagent.standsOn(host, alone))).toBe(false);
  });
});

describe("the list of endpoints", () => {
  it("is what the parts declare, and names no host", () => {
    const text = scrapeConfig(
      [
        { job: "node", tells: "", target: "127.0.0.1:9100", series: [{ names: "node_.+" }] },
        { job: "site", tells: "", target: "127.0.0.1:8405", path: "/stats", series: [{ names: "a" }, { names: "b_.+" }] },
      ],
      5,
    );
    expect(text).toBe(`# By Bartizan.
global:
  scrape_interval: 5s
  scrape_timeout: 4s
scrape_configs:
  - job_name: node
    static_configs:
      - targets: ["127.0.0.1:9100"]
    metric_relabel_configs:
      - {source_labels: [__name__], action: keep, regex: 'node_.+'}
  - job_name: site
    metrics_path: /stats
    static_configs:
      - targets: ["127.0.0.1:8405"]
    metric_relabel_configs:
      - {source_labels: [__name__], action: keep, regex: 'a|b_.+'}
`);
  });

  it("keeps every series that a rule or the status asks for", () => {
    const asked = [
      ...PARTS.flatMap((part) => [...(part.alerts?.(sending) ?? []), ...(part.recordings?.(sending) ?? [])].map((rule) => rule.expr)),
      statusQuery(sending),
    ].join("\n");
    const scrapes = PARTS.flatMap((part) =>
      sending.hosts.flatMap((host) => (part.standsOn(host, sending) ? (part.scrapes?.(host, sending) ?? []) : [])),
    );
    const prefixes: Readonly<Record<string, RegExp>> = {
      node: /\bnode_[a-zA-Z_]+/g,
      nginx: /\bnginx_[a-z_]+/g,
      haproxy: /\bhaproxy_[a-z_]+/g,
      requests: /\bbartizan_http_[a-z_]+/g,
      mysql: /\bmysql_[a-z_]+/g,
      vmagent: /\b(vmagent|vm_persistentqueue|vm_promscrape)_[a-z_]+/g,
      "remote-write": /\bvmagent_remotewrite_[a-z_]+/g,
      "victoria-metrics": /\bvm_(?!persistentqueue|promscrape)[a-z_]+/g,
      vmalert: /\bvmalert_[a-z_]+/g,
      alertmanager: /\balertmanager_[a-z_]+/g,
    };
    expect(new Set(scrapes.map((scrape) => scrape.job))).toEqual(new Set(Object.keys(prefixes)));
    for (const { job, series } of scrapes) {
      const names = asked.match(prefixes[job] ?? /$^/g) ?? [];
      expect(names.length, job).toBeGreaterThan(0);
      for (const name of names) expect(name).toMatch(new RegExp(`^(?:${series.map((it) => it.names).join("|")})$`));
    }
  });
});
