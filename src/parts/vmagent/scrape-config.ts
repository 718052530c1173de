import type { Scrape } from "../part.ts";

/**
 * vmagent's list of endpoints. It gives no host label: the monitor's proxy stamps the one from the certificate, so that a
 * host cannot speak in another's name.
 */
export function scrapeConfig(scrapes: readonly Scrape[], intervalSeconds: number): string {
  const jobs = scrapes.map(
    (it) => `  - job_name: ${it.job}
${it.path === undefined ? "" : `    metrics_path: ${it.path}\n`}    static_configs:
      - targets: ["${it.target}"]
`,
  );
  return `# By Bartizan.
global:
  scrape_interval: ${intervalSeconds}s
  scrape_timeout: ${Math.max(1, Math.min(10, intervalSeconds - 1))}s
scrape_configs:
${jobs.join("")}`;
}
