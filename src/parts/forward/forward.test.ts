import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { sending } from "../../../test/fixtures/sending.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { redacted, secretsIn } from "../../util/content.ts";
import { forward } from "./forward.ts";
import { FORWARD_PROGRAM } from "./script.ts";
import { forwards } from "./services.ts";

const requests = (): Readonly<Record<string, string>> => Object.fromEntries(forwards(sending).map((it) => [it.name, redacted(it.request)]));

test("each service is asked as it documents it, and keys are holes in a file of curl's", () => {
  expect(requests()).toMatchInlineSnapshot(`
    {
      "datadog": "# By Bartizan.
    url = "https://api.datadoghq.eu/api/v2/series"
    header = "Content-Type: application/json"
    header = "Content-Encoding: gzip"
    header = "Expect:"
    header = "DD-API-KEY: [secret DATADOG]"
    ",
      "otlp": "# By Bartizan.
    url = "https://collector.example/v1/metrics"
    header = "Content-Type: application/json"
    header = "Content-Encoding: gzip"
    header = "Expect:"
    header = "Authorization: Bearer [secret COLLECTOR]"
    ",
      "otlp-5": "# By Bartizan.
    url = "[secret OTLP_URL]/v1/metrics"
    header = "Content-Type: application/json"
    header = "Content-Encoding: gzip"
    header = "Expect:"
    user = "foobar:[secret OTLP]"
    ",
      "sumologic": "# By Bartizan.
    url = "[secret SUMO]"
    header = "Content-Type: application/vnd.sumologic.prometheus"
    header = "Content-Encoding: gzip"
    header = "Expect:"
    header = "X-Sumo-Category: foobar/metrics"
    ",
    }
  `);
});

test("keys stand in files that only root reads, and nowhere else", () => {
  const host = sending.hosts.find((it) => it.name === "mon1");
  if (host === undefined) return expect.unreachable();
  const context = {
    infra: sending,
    flows: [],
    loopback: [],
    webServers: [],
    localNames: [],
    services: new Map(),
    roles: [],
    environment: {},
    mutes: [],
    scrapes: new Map(),
    alerts: [],
    recordings: [],
    caCertificate: "",
    groupCertificate: "",
    siteCertificate: "",
  };
  const files = forward.resources(host, context).flatMap((it) => (it.kind === "file" ? [it] : []));
  const secret = files.filter((it) => secretsIn(it.content).length > 0);
  expect(secret.map((it) => it.path)).toEqual(["sumologic", "datadog", "otlp", "otlp-5"].map((it) => `/etc/bartizan/forward/${it}.curl`));
  expect(new Set(secret.map((it) => it.mode))).toEqual(new Set(["0600"]));
});

test("it stands on the first monitor, and nowhere without a destination", () => {
  expect(sending.hosts.filter((host) => forward.standsOn(host, sending)).map((it) => it.name)).toEqual(["mon1"]);
  expect(whiteboard.hosts.filter((host) => forward.standsOn(host, whiteboard))).toEqual([]);
  expect(forward.alerts?.(whiteboard)).toEqual([]);
});

test("the script is one for a POSIX shell", () => {
  execFileSync("sh", ["-n"], { input: FORWARD_PROGRAM });
});
