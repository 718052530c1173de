import { expect, it } from "vitest";
import { withHosts } from "../../../test/fixtures/change.ts";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { guarded, OPEN_LB, OPEN_SRV1 } from "../../../test/fixtures/guarded.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { variantOf } from "../../../test/fixtures/written.ts";
import { flowGroupsOf } from "../../catalog/compile.ts";
import type { DeclaredFlow, Infrastructure, Tls } from "../../model/infrastructure.ts";
import { alertsOf } from "../alerts.ts";
import { check } from "../check.ts";

// The severities that depend on what is there; the others are the rule's own.

const tls = (infra: Infrastructure, change: Partial<Tls>): Infrastructure => ({ ...infra, tls: { ...infra.tls, ...change } });
const declaring = (flow: Partial<DeclaredFlow>): Infrastructure => ({
  ...whiteboard,
  flows: [{ service: "panel", from: "srv1", to: "srv2", protocol: "tcp", port: 9999, encryption: "none", purpose: "A test.", ...flow }],
});
const ending = (expires: string, renewal: "manual" | "automatic"): Infrastructure =>
  tls(whiteboard, { certificate: "provided", provided: { names: ["www.foobar.com"], expires, renewal, keys: "per-host" } });
const silencing = (infra: Infrastructure, ...withoutAlerts: readonly string[]): Infrastructure => ({
  ...infra,
  monitoring: { ...infra.monitoring, withoutAlerts },
});

it.each<readonly [id: string, severity: string, why: string, infra: Infrastructure]>([
  ["plaintext-hop@lb1->srv1", "warning", "no zone is stated", whiteboard],
  ["plaintext-hop@lb1->srv1", "warning", "one zone", withHosts(whiteboard, { zone: "a" })],
  ["plaintext-hop@lb1->srv1", "error", "two zones", withHosts(withHosts(whiteboard, { zone: "a" }), { zone: "b" }, "srv1")],
  ["plaintext-hop@lb1->srv1", "error", "public addresses", withHosts(whiteboard, { address: "203.0.113.11" }, "srv1")],
  ["plaintext-hop@lb1->web1", "warning", "one zone of several", tls(fortress, { upstream: "plain" })],
  ["plaintext-hop@lb1->web2", "error", "across them", tls(fortress, { upstream: "plain" })],
  ["plaintext-hop@srv1->srv2:panel", "warning", "a private network", declaring({})],
  ["plaintext-hop@admin->srv2:panel", "error", "operators across the internet", declaring({ from: "admin" })],
  [
    "plaintext-hop@admin->srv2:panel",
    "warning",
    "operators inside",
    { ...declaring({ from: "admin" }), firewall: { admin: ["10.0.0.0/8"] } },
  ],
  ["plaintext-hop@anyone->srv2:panel", "warning", "what is for everybody may be public", declaring({ from: "anyone" })],
  ["tls-below-intermediate@hsts", "error", "none", tls(whiteboard, { hstsSeconds: 0 })],
  ["tls-below-intermediate@hsts", "warning", "short", tls(whiteboard, { hstsSeconds: 300 })],
  ["certificate-expiring@site", "warning", "within a month", ending("2027-01-30", "manual")],
  ["certificate-expiring@site", "error", "within two weeks", ending("2027-01-14", "manual")],
  ["certificate-expiring@site", "info", "a machine renews it, an alert looks at it", ending("2026-12-24", "automatic")],
  [
    "certificate-expiring@site",
    "warning",
    "and no alert looks at it",
    silencing(ending("2026-12-24", "automatic"), "CertificateExpiring", "CertificateEnds"),
  ],
  ["firewall-over-open@lb1", "error", "the internet", guarded("lb1", [...OPEN_LB, "accept tcp 8080 from anyone"])],
  ["firewall-over-open@lb1", "warning", "the operators", guarded("lb1", [...OPEN_LB, "accept tcp 8080 from admin"])],
  ["firewall-over-open@srv1", "warning", "no public address", guarded("srv1", [...OPEN_SRV1, "accept tcp 8080 from anyone"])],
  ["datastore-exposed@srv2:redis", "error", "anyone", declaring({ service: "redis", from: "anyone" })],
  ["datastore-exposed@srv2:redis", "warning", "the operators", declaring({ service: "redis", from: "admin" })],
  ["datastore-exposed@srv1:mariadb", "error", "anyone", guarded("srv1", [...OPEN_SRV1, "accept tcp 3306 from anyone"])],
  ["datastore-exposed@srv1:mariadb", "warning", "a network", guarded("srv1", [...OPEN_SRV1, "accept tcp 3306 from 10.0.0.0/8"])],
  ["ipv6-unfiltered@lb1", "warning", "no such address", guarded("lb1", OPEN_LB, { ipv6: false })],
  ["ipv6-unfiltered@lb1", "error", "an address", withHosts(guarded("lb1", OPEN_LB, { ipv6: false }), { address6: "2001:db8::10" }, "lb1")],
])("%s is of severity %s: %s", (id, severity, _, infra) => {
  const { findings } = check({
    infra,
    flowGroups: flowGroupsOf(infra),
    alerts: alertsOf(infra),
    today: "2027-01-01",
    variant: variantOf(infra),
  });
  expect(findings.find((it) => it.id === id)?.severity).toBe(severity);
});
