import { describe, expect, test } from "vitest";
import { sending } from "../../../test/fixtures/sending.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { compile } from "../../catalog/compile.ts";
import type { Destination, Infrastructure } from "../../model/infrastructure.ts";
import { redacted } from "../../util/content.ts";

/** The text of a file on a host; undefined when there is none. */
function file(infra: Infrastructure, host: string, path: string): string | undefined {
  const found = compile(infra, { caCertificate: "", groupCertificate: "", siteCertificate: "" })
    .get(host)
    ?.resources.find((it) => it.kind === "file" && it.path === path);
  return found?.kind === "file" ? redacted(found.content) : undefined;
}

const UNIT = "/etc/systemd/system/remote-write.service";
const AGENT = "/etc/systemd/system/vmagent.service";
const flags = (text: string | undefined): readonly string[] =>
  [...(text ?? "").matchAll(/-remoteWrite\.(\S+=\S*)/g)].map((it) => it[1] ?? "");

test("without a destination nothing is sent on", () => {
  expect(file(whiteboard, "mon1", UNIT)).toBeUndefined();
  expect(file(whiteboard, "mon1", "/etc/nginx/nginx.conf")).not.toContain("forward");
});

describe("from the monitor", () => {
  test("every flag is said for every destination, in their order, and no key among them", () => {
    expect(flags(file(sending, "mon1", UNIT)).slice(0, 14)).toEqual([
      "url=https://mimir.example/api/v1/push",
      "forcePromProto=true",
      "bearerTokenFile=/etc/remote-write/destination-0.key",
      "basicAuth.username=",
      "basicAuth.passwordFile=",
      "headers=X-Scope-OrgID:foobar",
      "urlRelabelConfig=",
      "url=https://prometheus.example/api/v1/write",
      "forcePromProto=true",
      "bearerTokenFile=",
      "basicAuth.username=foobar",
      "basicAuth.passwordFile=/etc/remote-write/destination-1.key",
      "headers=",
      "urlRelabelConfig=/etc/remote-write/destination-1.yml",
    ]);
    expect(file(sending, "mon1", "/etc/remote-write/destination-0.key")).toBe("[secret MIMIR]");
    expect(file(sending, "mon1", "/etc/remote-write/destination-1.yml")).toContain("action: keep, regex: 'node_.+|up'");
  });

  test("all hosts send a copy to its door, which stamps their names on it", () => {
    for (const { name } of sending.hosts) {
      expect(flags(file(sending, name, AGENT)).filter((it) => it.startsWith("url="))).toEqual([
        "url=https://10.77.0.20:8443/api/v1/write",
        "url=https://10.77.0.20:8443/api/v1/forward",
      ]);
    }
    expect(file(sending, "mon1", "/etc/nginx/nginx.conf")?.match(/proxy_pass .*write.*/g)).toEqual([
      "proxy_pass http://metrics_store/api/v1/write?extra_label=host=$metrics_host&extra_label=via=door;",
      "proxy_pass http://metrics_forward/api/v1/write?extra_label=host=$metrics_host&extra_label=via=door;",
    ]);
  });

  test("of two monitors one sends, or everything would arrive twice", () => {
    const hosts = sending.hosts.map((host) => (host.name === "lb1" ? { ...host, roles: [...host.roles, "monitor" as const] } : host));
    const two = { ...sending, hosts };
    expect(["lb1", "mon1"].map((host) => file(two, host, UNIT) !== undefined)).toEqual([true, false]);
    expect(file(two, "mon1", "/etc/nginx/nginx.conf")).not.toContain("forward");
  });
});

test("from the hosts: past the monitor, with the host's name, and without the certificate that is for the monitor", () => {
  const direct: Destination = {
    kind: "remoteWrite",
    url: "https://mimir.example/api/v1/push",
    token: { secret: "MIMIR" },
    metrics: [],
    from: "hosts",
    logs: false,
  };
  const infra = { ...whiteboard, monitoring: { ...whiteboard.monitoring, sendTo: [direct] } };
  const unit = file(infra, "srv1", AGENT);
  const said = (flag: string) => flags(unit).flatMap((it) => (it.startsWith(`${flag}=`) ? [it.slice(flag.length + 1)] : []));
  expect(said("url")).toEqual(["https://10.77.0.20:8443/api/v1/write", "https://mimir.example/api/v1/push"]);
  expect(said("tlsCertFile")).toEqual(["/etc/bartizan/pki/metrics.crt", ""]);
  expect(said("tlsCAFile")).toEqual(["/etc/bartizan/pki/ca.crt", ""]);
  expect(said("forceVMProto")).toEqual(["true", ""]);
  expect(said("forcePromProto")).toEqual(["", "true"]);
  expect(said("bearerTokenFile")).toEqual(["", "/etc/vmagent/destination-0.key"]);
  // Before the labels are sorted: a label that the flag gives would come last.
  expect(said("label")).toEqual([]);
  expect(unit).toContain(" -sortLabels ");
  expect(file(infra, "srv1", "/etc/vmagent/scrape.yml")).toContain("external_labels: {host: srv1}\n");
  expect(unit).toContain("IPAddressAllow=localhost any\n");
  expect(file(infra, "mon1", UNIT)).toBeUndefined();
});
