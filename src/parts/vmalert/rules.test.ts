import { expect, it } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { alertRulesOf } from "../../catalog/compile.ts";
import { PARTS } from "../../catalog/registry.ts";
import { rulesFile } from "./rules.ts";

it("writes recordings and alerts, and asks what is patient less often", () => {
  const text = rulesFile(
    whiteboard,
    [
      {
        name: "Down",
        expr: 'up{job="it\'s"} == 0',
        for: "5s",
        severity: "page",
        summary: "{{ $labels.host }} is down.",
        description: "Start it.",
      },
      { name: "Full", expr: "predict_linear(x[6h], 3600) < 0", for: "1h", severity: "ticket", summary: "Full.", description: "Make room." },
    ],
    [
      { record: "bartizan:host_expected", expr: "vector(1)", labels: { host: "lb1" } },
      { record: "site:errors:ratio_rate6h", expr: "rate(e[6h])" },
      { record: "site:errors:ratio_rate3d", expr: "rate(e[3d])" },
    ],
  );
  expect(text).toBe(`# By Bartizan.
groups:
  - name: recordings
    rules:
      - record: 'bartizan:host_expected'
        expr: 'vector(1)'
        labels:
          host: 'lb1'
  - name: recordings, patient
    interval: 30s
    rules:
      - record: 'site:errors:ratio_rate6h'
        expr: 'rate(e[6h])'
  - name: recordings, slow
    interval: 300s
    rules:
      - record: 'site:errors:ratio_rate3d'
        expr: 'rate(e[3d])'
  - name: alerts
    rules:
      - alert: Down
        expr: 'up{job="it''s"} == 0'
        for: 5s
        labels:
          severity: page
          place: '{{ $labels.host }}'
        annotations:
          summary: '{{ $labels.host }} is down.'
          description: 'Start it.'
          runbook: 'bartizan explain Down'
  - name: alerts, patient
    interval: 30s
    rules:
      - alert: Full
        expr: 'predict_linear(x[6h], 3600) < 0'
        for: 1h
        labels:
          severity: ticket
          place: '{{ $labels.host }}'
        annotations:
          summary: 'Full.'
          description: 'Make room.'
          runbook: 'bartizan explain Full'
`);
});

it("has rules that somebody can act on: a name, a sentence with the place, a severity", () => {
  const alerts = PARTS.flatMap((part) => part.alerts?.(whiteboard) ?? []);
  expect(alerts.length).toBeGreaterThan(40);
  for (const alert of alerts) {
    expect(alert.name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
    expect(alert.summary).toMatch(/^\S.*[.)]$/);
  }
});

it("believes nobody but a balancer about another host", () => {
  const places = rulesFile(whiteboard, alertRulesOf(whiteboard), []).matchAll(/alert: (\w+)[\s\S]*?place: '(.*)'/g);
  const others = [...places].filter((it) => it[2] !== "{{ $labels.host }}").map((it) => [it[1], it[2]]);
  const place = '{{ if match "^(lb1)$" $labels.host }}{{ $labels.server }}{{ else }}{{ $labels.host }}{{ end }}';
  expect(others).toEqual(["LbServerDown", "LbServerFlapping", "LbConnErrors"].map((name) => [name, place]));
});
