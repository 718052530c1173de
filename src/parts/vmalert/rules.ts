import type { AlertRule, RecordingRule } from "../part.ts";

/** The rules of all parts as vmalert reads them. */
export function rulesFile(alerts: readonly AlertRule[], recordings: readonly RecordingRule[]): string {
  return `# By Bartizan.
groups:
  - name: recordings
    rules:${list(recordings.map(recording))}
  - name: alerts
    rules:${list(alerts.map(alert))}
`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? " []" : `\n${items.join("\n")}`;
}

function recording(rule: RecordingRule): string {
  const labels = Object.entries(rule.labels ?? {}).map(([name, value]) => `          ${name}: ${quoted(value)}`);
  return [
    `      - record: ${quoted(rule.record)}`,
    `        expr: ${quoted(rule.expr)}`,
    ...(labels.length === 0 ? [] : ["        labels:", ...labels]),
  ].join("\n");
}

function alert(rule: AlertRule): string {
  return [
    `      - alert: ${rule.name}`,
    `        expr: ${quoted(rule.expr)}`,
    ...(rule.for === undefined ? [] : [`        for: ${rule.for}`]),
    "        labels:",
    `          severity: ${rule.severity}`,
    "        annotations:",
    `          summary: ${quoted(rule.summary)}`,
  ].join("\n");
}

/** A YAML scalar. Single quotes, in which nothing but the quote itself has a meaning: PromQL stays as it is written. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
