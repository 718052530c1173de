import { expect, test } from "vitest";
import type { AlertStatus } from "../model/observation.ts";
import { withTold } from "./alert-list.ts";

const sight = (name: string, state: AlertStatus["state"], host: string | null): AlertStatus => ({
  name,
  severity: "page",
  state,
  since: "2026-01-01T00:00:00.000Z",
  host,
  summary: "",
  labels: { place: host ?? "" },
});
const entry = (alertname: string, host: string, status: object): object => ({
  labels: { alertname, severity: "page", host, place: host },
  status: { silencedBy: [], inhibitedBy: [], ...status },
});

test("says of each firing alert whether people are told, and why not", () => {
  const alerts = [
    sight("NginxDown", "firing", "srv1"),
    sight("HostCpu", "firing", "srv1"),
    sight("UnitFailed", "firing", "srv1"),
    sight("HostClock", "pending", "srv1"),
    sight("GaleraMemberMissing", "firing", null),
  ];
  const answer = [
    entry("NginxDown", "srv1", {}),
    entry("HostCpu", "srv1", { silencedBy: ["1"] }),
    entry("UnitFailed", "srv1", { inhibitedBy: ["2"] }),
    // A label without a value is none to Alertmanager.
    { labels: { alertname: "GaleraMemberMissing", severity: "page" }, status: { silencedBy: [], inhibitedBy: [] } },
  ];
  expect(withTold(alerts, JSON.stringify(answer)).map((it) => it.told)).toEqual(["told", "silenced", "muted", null, "told"]);
  expect(withTold(alerts, undefined).map((it) => it.told)).toEqual([null, null, null, null, null]);
  expect(withTold(alerts, "no JSON")).toHaveLength(5);
});
