import type { Panel, PanelLine } from "../kit/panel.ts";
import { WINDOW } from "../kit/panel.ts";
import { selectHosts } from "../kit/select-hosts.ts";
import { windowOf } from "../kit/window.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { panelsOf } from "./panels.ts";

export interface Dashboard {
  /** Its file is called so. */
  readonly name: string;
  readonly title: string;
  /** One host at a time, to be chosen: the panels ask for `$host`. */
  readonly chooseHost?: true;
  readonly panels: readonly Panel[];
}

const FIRING: Panel = {
  id: "site-alerts",
  title: "Alerts that fire",
  unit: "count",
  page: "site",
  perHost: false,
  lines: [{ expr: 'sum by (alertname) (ALERTS{alertstate="firing",severity!="none"})', by: ["alertname"] }],
};

/** What others can draw of the running infrastructure, in plain PromQL: the charts of the console, a dashboard for each of its pages. */
export function dashboards(infra: Infrastructure): readonly Dashboard[] {
  const panels = [...panelsOf(infra), FIRING];
  const window = `${windowOf(infra)}s`;
  return [...new Set(panels.map((panel) => panel.page))].map((page) => ({
    name: page,
    title: `${infra.domain}: ${page}`,
    ...(page === "host" ? { chooseHost: true as const } : {}),
    panels: panels.filter((panel) => panel.page === page).map((panel) => ({ ...panel, lines: panel.lines.map((it) => plain(it, panel)) })),
  }));

  function plain(line: PanelLine, { page }: Panel): PanelLine {
    const expr = line.expr.replaceAll(WINDOW, window);
    return { ...line, expr: page === "host" ? selectHosts(expr, () => ["$host"]) : expr };
  }
}
