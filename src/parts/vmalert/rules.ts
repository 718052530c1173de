import type { AlertRule, RecordingRule } from "../../kit/part.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";

/** Evaluated less often: rules that look at hours, and those that must hold for minutes before they fire. */
const PATIENT_SECONDS = 30;
/** Averages over days: every sample of these days is read. */
const SLOW_SECONDS = 300;

/**
 * The rules of all parts as vmalert reads them. The interval of the first groups is the one that vmalert is started with. What is
 * patient is asked less often, so that a predicted full disk costs no six hours of samples every few seconds.
 */
export function rulesFile(infra: Infrastructure, alerts: readonly AlertRule[], recordings: readonly RecordingRule[]): string {
  const balancers = hostsOf(infra, "balancer").map((host) => host.name);
  const alert = (rule: AlertRule): string => alertText(rule, placeOf(rule, balancers));
  const groups = [
    group("recordings", recordings.filter((rule) => !/\d[hd]\]/.test(rule.expr)).map(recording)),
    group("recordings, patient", recordings.filter((rule) => /\dh\]/.test(rule.expr)).map(recording), PATIENT_SECONDS),
    group("recordings, slow", recordings.filter((rule) => /\dd\]/.test(rule.expr)).map(recording), SLOW_SECONDS),
    group("alerts", alerts.filter((rule) => !patient(rule)).map(alert)),
    group("alerts, patient", alerts.filter(patient).map(alert), PATIENT_SECONDS),
  ];
  return `# By Bartizan.
groups:
${groups.join("")}`;
}

/**
 * The host that an alert is about: the server that a balancer speaks of, or else the host that speaks. Messages are grouped by it, and alerts
 * mute each other by it, so nobody but a balancer is believed about another host.
 */
function placeOf({ about }: AlertRule, balancers: readonly string[]): string {
  if (about === undefined || balancers.length === 0) return "{{ $labels.host }}";
  return `{{ if match "^(${balancers.join("|")})$" $labels.host }}{{ $labels.server }}{{ else }}{{ $labels.host }}{{ end }}`;
}

function patient(rule: AlertRule): boolean {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(rule.for ?? "0s") ?? [];
  return unit === "h" || unit === "d" || (unit === "m" && Number(count) >= 5);
}

/** What says what the alert means and what to do, wherever people are. */
export function runbookOf({ name }: AlertRule): string {
  return `bartizan explain ${name}`;
}

function group(name: string, rules: readonly string[], intervalSeconds?: number): string {
  if (rules.length === 0) return "";
  const interval = intervalSeconds === undefined ? "" : `    interval: ${intervalSeconds}s\n`;
  return `  - name: ${name}\n${interval}    rules:\n${rules.join("\n")}\n`;
}

function recording(rule: RecordingRule): string {
  const labels = Object.entries(rule.labels ?? {}).map(([name, value]) => `          ${name}: ${quoted(value)}`);
  return [
    `      - record: ${quoted(rule.record)}`,
    `        expr: ${quoted(rule.expr)}`,
    ...(labels.length === 0 ? [] : ["        labels:", ...labels]),
  ].join("\n");
}

function alertText(rule: AlertRule, place: string): string {
  return [
    `      - alert: ${rule.name}`,
    `        expr: ${quoted(rule.expr)}`,
    ...(rule.for === undefined ? [] : [`        for: ${rule.for}`]),
    "        labels:",
    `          severity: ${rule.severity}`,
    `          place: ${quoted(place)}`,
    "        annotations:",
    `          summary: ${quoted(rule.summary)}`,
    `          description: ${quoted(rule.description)}`,
    `          runbook: ${quoted(runbookOf(rule))}`,
  ].join("\n");
}

/** A YAML scalar. Single quotes, in which nothing but the quote itself has a meaning: PromQL stays as it is written. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
