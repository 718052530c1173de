import { expect, test } from "vitest";
import { type Spoilt, writtenFortress, writtenWhiteboard } from "../../test/fixtures/spoil.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { checkConfig } from "../config/check.ts";
import { resolveConfig } from "../config/resolve.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { BartizanError, formatProblem } from "../util/errors.ts";
import { compile, flowsOf, packagesOf } from "./compile.ts";
import { notBuilt } from "./not-built.ts";

function infrastructure(written: Spoilt): Infrastructure {
  const checked = checkConfig(written);
  return checked.ok ? resolveConfig(checked.config, "/example").infra : expect.unreachable(JSON.stringify(checked.problems));
}

/** What is refused of a whiteboard with changes, in whole. */
function refused(change: (written: Spoilt) => void, written: Spoilt = writtenWhiteboard()): string {
  change(written);
  return notBuilt(infrastructure(written)).map(formatProblem).join("\n\n");
}

test("everything of the whiteboard can be built", () => {
  expect(notBuilt(whiteboard)).toEqual([]);
});

test("facts for the check alone, and what is built already, are not refused", () => {
  expect(
    refused((written) => {
      const { objectives, dependencies, reliability, costs, waivers } = writtenFortress();
      Object.assign(written, { objectives, dependencies, reliability, costs, waivers });
      written.flows = [{ service: "redis", from: "srv1", to: "mon1", port: 6379, encryption: "none", purpose: "A cache." }];
      Object.assign(written.tls, { redirectHttp: false, hstsSeconds: 300, lifetimeDays: 30 });
      Object.assign(written.hosts.srv1, { zone: "a", rack: "r1", capacityQps: 100, costPerMonth: 5, monitoring: "none" });
      written.hosts.srv2.firewall = { by: "nobody" };
      const { receivers, watchdog } = writtenFortress().monitoring;
      written.monitoring = { withoutAlerts: ["HostRebooted"], receivers, watchdog };
      written.database.promotion = "none";
      written.backups = { to: "sftp://backup@vault.example.net/foobar" };
    }),
  ).toBe("");
  expect(
    refused((written) => {
      written.database = { engine: "mariadb", topology: "galera", arbitrator: "mon1" };
      written.backups = { to: "mon1" };
    }),
  ).toBe("");
});

test("everything that cannot be built is named at once, and nothing is compiled", () => {
  const infra = infrastructure(writtenFortress());
  let error: unknown;
  try {
    compile(infra, { caCertificate: "", groupCertificate: "", siteCertificate: "" });
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(BartizanError);
  expect((error as BartizanError).problems).toEqual(notBuilt(infra));
  expect(refused(() => {}, writtenFortress())).toMatchInlineSnapshot(`
    "BZ_NOT_BUILT_YET at tls.certificate: this cannot be brought up yet
      found:   a certificate without its chain and key
      allowed: certificate: "internal", from the CA of this infrastructure, "acme", from a public one, or "provided" with its chain and key
      mend:    Write certificate: "internal". Or wait for a release that can: \`check\`, \`draw\` and \`report\` work with the file as it is.

    BZ_NOT_BUILT_YET at backups.to: this cannot be brought up yet
      found:   copies of the database by another way than SSH, or without a user or a folder
      allowed: sftp://user@host/folder, or the name of a host
      mend:    Write one of these. Or wait for a release that can: \`check\`, \`draw\` and \`report\` work with the file as it is."
  `);
});

test("the other ways in which it is not built", () => {
  expect(
    refused((written) => {
      written.tls = { certificate: "none", terminateAt: "balancer", upstream: "unverified", profile: "old" };
      written.balancer = { virtualAddress6: "2001:db8::100", healthCheck: false };
      Object.assign(written.database, { replicasReadOnly: false, replication: "semi-sync", tls: "none" });
    }),
  ).toMatchInlineSnapshot(`
    "BZ_NOT_BUILT_YET at balancer.healthCheck: this cannot be brought up yet
      found:   false
      allowed: true: web servers are asked once a second
      mend:    Remove it. Or wait for a release that can: \`check\`, \`draw\` and \`report\` work with the file as it is.

    BZ_NOT_BUILT_YET at tls.certificate: this cannot be brought up yet
      found:   a site without HTTPS
      allowed: certificate: "internal", from the CA of this infrastructure, "acme", from a public one, or "provided" with its chain and key
      mend:    Write certificate: "internal". Or wait for a release that can: \`check\`, \`draw\` and \`report\` work with the file as it is.

    BZ_NOT_BUILT_YET at tls.upstream: this cannot be brought up yet
      found:   TLS that verifies nobody
      allowed: "plain" or "verified"
      mend:    Write upstream: "verified". Or wait for a release that can: \`check\`, \`draw\` and \`report\` work with the file as it is.

    BZ_NOT_BUILT_YET at tls.profile: this cannot be brought up yet
      found:   Mozilla's guideline "old"
      allowed: intermediate
      mend:    Remove it. Or wait for a release that can: \`check\`, \`draw\` and \`report\` work with the file as it is.

    BZ_NOT_BUILT_YET at database.replicasReadOnly: this cannot be brought up yet
      found:   replicas that take writes
      allowed: replicas that refuse them
      mend:    Remove it. Or wait for a release that can: \`check\`, \`draw\` and \`report\` work with the file as it is.

    BZ_NOT_BUILT_YET at database.replication: this cannot be brought up yet
      found:   semi-synchronous replication between 2 hosts
      allowed: three hosts that run \`database\`, or async: a commit waits for no replica
      mend:    Add a third database, or remove it. Or wait for a release that can: \`check\`, \`draw\` and \`report\` work with the file as it is.

    BZ_NOT_BUILT_YET at database.tls: this cannot be brought up yet
      found:   connections in clear
      allowed: required: every connection is encrypted and verified
      mend:    Remove it. Or wait for a release that can: \`check\`, \`draw\` and \`report\` work with the file as it is."
  `);
});

test("the flows and packages of what cannot be built are known all the same", () => {
  const infra = infrastructure(writtenFortress());
  const flows = flowsOf(infra).map(({ id, protocol, port, encryption, carries }) => [id, protocol, port, encryption, carries].join(" "));
  expect(flows.filter((it) => !/^(?:ssh|metrics)_/.test(it))).toMatchInlineSnapshot(`
    [
      "database_app1_db1 tcp 3306 tls data",
      "database_app1_db2 tcp 3306 tls data",
      "database_app1_db3 tcp 3306 tls data",
      "database_app2_db1 tcp 3306 tls data",
      "database_app2_db2 tcp 3306 tls data",
      "database_app2_db3 tcp 3306 tls data",
      "galera_db1_db2 tcp 4567 mutual-tls coordination",
      "galera_db1_db3 tcp 4567 mutual-tls coordination",
      "galera_db1_mon1 tcp 4567 mutual-tls coordination",
      "galera_db2_db1 tcp 4567 mutual-tls coordination",
      "galera_db2_db3 tcp 4567 mutual-tls coordination",
      "galera_db2_mon1 tcp 4567 mutual-tls coordination",
      "galera_db3_db1 tcp 4567 mutual-tls coordination",
      "galera_db3_db2 tcp 4567 mutual-tls coordination",
      "galera_db3_mon1 tcp 4567 mutual-tls coordination",
      "galera_mon1_db1 tcp 4567 mutual-tls coordination",
      "galera_mon1_db2 tcp 4567 mutual-tls coordination",
      "galera_mon1_db3 tcp 4567 mutual-tls coordination",
      "galera__incremental_db1_db2 tcp 4568 mutual-tls data",
      "galera__full_db1_db2 tcp 4444 mutual-tls data",
      "galera__incremental_db1_db3 tcp 4568 mutual-tls data",
      "galera__full_db1_db3 tcp 4444 mutual-tls data",
      "galera__incremental_db2_db1 tcp 4568 mutual-tls data",
      "galera__full_db2_db1 tcp 4444 mutual-tls data",
      "galera__incremental_db2_db3 tcp 4568 mutual-tls data",
      "galera__full_db2_db3 tcp 4444 mutual-tls data",
      "galera__incremental_db3_db1 tcp 4568 mutual-tls data",
      "galera__full_db3_db1 tcp 4444 mutual-tls data",
      "galera__incremental_db3_db2 tcp 4568 mutual-tls data",
      "galera__full_db3_db2 tcp 4444 mutual-tls data",
      "galera__health_app1_db1 tcp 4569 mutual-tls coordination",
      "galera__health_app1_db2 tcp 4569 mutual-tls coordination",
      "galera__health_app1_db3 tcp 4569 mutual-tls coordination",
      "galera__health_app2_db1 tcp 4569 mutual-tls coordination",
      "galera__health_app2_db2 tcp 4569 mutual-tls coordination",
      "galera__health_app2_db3 tcp 4569 mutual-tls coordination",
      "galera__health_db1_db2 tcp 4569 mutual-tls coordination",
      "galera__health_db1_db3 tcp 4569 mutual-tls coordination",
      "galera__health_db2_db1 tcp 4569 mutual-tls coordination",
      "galera__health_db2_db3 tcp 4569 mutual-tls coordination",
      "galera__health_db3_db1 tcp 4569 mutual-tls coordination",
      "galera__health_db3_db2 tcp 4569 mutual-tls coordination",
      "cache__data_app1_keys1 tcp 6379 tls data",
      "cache__data_app1_keys2 tcp 6379 tls data",
      "cache__data_app2_keys1 tcp 6379 tls data",
      "cache__data_app2_keys2 tcp 6379 tls data",
      "cache__data_keys1_keys2 tcp 6379 tls data",
      "cache__data_keys2_keys1 tcp 6379 tls data",
      "cache__watch_mon1_keys1 tcp 6379 tls coordination",
      "cache__watch_mon1_keys2 tcp 6379 tls coordination",
      "cache__vote_keys1_keys2 tcp 26379 mutual-tls coordination",
      "cache__vote_keys1_mon1 tcp 26379 mutual-tls coordination",
      "cache__vote_keys2_keys1 tcp 26379 mutual-tls coordination",
      "cache__vote_keys2_mon1 tcp 26379 mutual-tls coordination",
      "cache__vote_mon1_keys1 tcp 26379 mutual-tls coordination",
      "cache__vote_mon1_keys2 tcp 26379 mutual-tls coordination",
      "cache__vote_app1_keys1 tcp 26379 mutual-tls coordination",
      "cache__vote_app1_keys2 tcp 26379 mutual-tls coordination",
      "cache__vote_app2_keys1 tcp 26379 mutual-tls coordination",
      "cache__vote_app2_keys2 tcp 26379 mutual-tls coordination",
      "app_web1_app1 tcp 3443 mutual-tls requests",
      "app_web1_app2 tcp 3443 mutual-tls requests",
      "app_web2_app1 tcp 3443 mutual-tls requests",
      "app_web2_app2 tcp 3443 mutual-tls requests",
      "web_lb1_web1 tcp 443 mutual-tls requests",
      "web_lb1_web2 tcp 443 mutual-tls requests",
      "web_lb2_web1 tcp 443 mutual-tls requests",
      "web_lb2_web2 tcp 443 mutual-tls requests",
      "http_anyone_lb1 tcp 80 none requests",
      "https_anyone_lb1 tcp 443 tls requests",
      "http_anyone_lb2 tcp 80 none requests",
      "https_anyone_lb2 tcp 443 tls requests",
      "vrrp_lb1_lb2 vrrp 0 none coordination",
      "vrrp_lb2_lb1 vrrp 0 none coordination",
      "redis_app1_cache1 tcp 6379 tls other",
      "syslog_anyone_mon1 udp 514 none other",
    ]
  `);
  expect(packagesOf(infra)).toEqual(expect.arrayContaining(["galera-4", "galera-arbitrator-4", "keepalived"]));
});
