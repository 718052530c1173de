import type { Scrape } from "../../kit/part.ts";

/**
 * vmagent's list of endpoints. What goes to the monitor needs no host label: its proxy stamps the one from the certificate, so that a
 * host cannot speak in another's name. `host` is for hosts that also send elsewhere by themselves: as a label of the samples it is
 * sorted with the others, as remote write 1.0 wants it; one that `-remoteWrite.label` gives comes last.
 */
export function scrapeConfig(scrapes: readonly Scrape[], intervalSeconds: number, host?: string): string {
  return `# By Bartizan.
global:
  scrape_interval: ${intervalSeconds}s
  scrape_timeout: ${Math.max(1, Math.min(10, intervalSeconds - 1))}s
${host === undefined ? "" : `  external_labels: {host: ${host}}\n`}scrape_configs:
${scrapes.map(job).join("")}`;
}

function job(scrape: Scrape): string {
  const path = scrape.path === undefined ? "" : `    metrics_path: ${scrape.path}\n`;
  const names = scrape.series.map((it) => it.names).join("|");
  return `  - job_name: ${scrape.job}
${path}    static_configs:
      - targets: ["${scrape.target}"]
    metric_relabel_configs:
      - {source_labels: [__name__], action: keep, regex: '${names}'}
`;
}
