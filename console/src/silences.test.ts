import { expect, test } from "vitest";
import { type Notified, type Silence, silenceOf } from "./silences.ts";

const alert = {
  name: "NginxDown",
  severity: "page",
  state: "firing",
  host: "srv2",
  since: "2026-11-24T02:00:00Z",
  labels: { place: "srv2", job: "nginx" },
  summary: "nginx on srv2 does not answer.",
} as const;
const notified = (place: string, silencedBy: readonly string[]): Notified => ({
  labels: { alertname: "NginxDown", place, job: "nginx", severity: "page" },
  status: { state: silencedBy.length === 0 ? "active" : "suppressed", silencedBy, inhibitedBy: [] },
});
const silence: Silence = {
  id: "one",
  comment: "we know",
  createdBy: "the console",
  endsAt: "2026-11-24T03:00:00Z",
  status: { state: "active" },
  matchers: [{ name: "alertname", value: "NginxDown" }],
};

test("an alert is silenced when Alertmanager says so of the same one, and says until when and why", () => {
  expect(silenceOf(alert, [notified("srv2", ["one"])], [silence])).toBe(
    `Silenced until ${new Date(silence.endsAt).toLocaleString()}: we know`,
  );
  expect(silenceOf(alert, [notified("srv2", ["one"])], [])).toBe("Silenced until ?: ");
});

test("it is not when Alertmanager does not know it, tells people of it, or silences the one of another host", () => {
  expect(silenceOf(alert, [], [silence])).toBeUndefined();
  expect(silenceOf(alert, [notified("srv2", [])], [silence])).toBeUndefined();
  expect(silenceOf(alert, [notified("srv1", ["one"]), notified("srv2", [])], [silence])).toBeUndefined();
});
