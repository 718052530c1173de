import { endpoint } from "../catalog/endpoints.ts";
import type { Infrastructure } from "../model/infrastructure.ts";

/** How a Prometheus gets what the monitor has: nothing of it is open but to SSH. */
export function prometheusScrape(infra: Infrastructure, monitor: string): string {
  const { intervalSeconds } = infra.monitoring;
  const store = new URL(endpoint("query")).port;
  return `# By Bartizan: for the scrape_configs of a Prometheus of yours.
# The monitor's store listens on its loopback alone. Lead it to the loopback of the Prometheus, by a unit that keeps it up:
#   ssh -N -L 127.0.0.1:${store}:127.0.0.1:${store} ${monitor}
# A Grafana or a Prometheus that only reads needs none of this: the store answers PromQL itself on this port.
scrape_configs:
  - job_name: ${infra.name}
    honor_labels: true
    honor_timestamps: true
    scrape_interval: ${Math.max(15, intervalSeconds)}s
    metrics_path: /federate
    params:
      'match[]': ['{host!="",__name__!~"ALERTS.*|site:.*|bartizan:.*"}']
    static_configs:
      - targets: ['127.0.0.1:${store}']
# The rules: rule_files: [rules.yml]
`;
}
