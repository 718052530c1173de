import type { Dashboard, Panel } from "./dashboard.ts";

const SOURCE = { type: "prometheus", uid: "$source" } as const;
const COLUMNS = 2;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

/** A dashboard as Grafana (10 and later) imports it: its data source is chosen there. */
export function grafanaJson(infraName: string, dashboard: Dashboard): string {
  return `${JSON.stringify(
    {
      uid: `bartizan-${infraName}-${dashboard.name}`.slice(0, 40),
      title: dashboard.title,
      tags: ["bartizan", infraName],
      editable: true,
      schemaVersion: 39,
      time: { from: "now-1h", to: "now" },
      refresh: "30s",
      templating: { list: [sourceVariable, ...(dashboard.chooseHost === true ? [hostVariable] : [])] },
      annotations: { list: [] },
      panels: dashboard.panels.map(panelJson),
    },
    undefined,
    2,
  )}\n`;
}

const sourceVariable = { name: "source", label: "Data source", type: "datasource", query: "prometheus", current: {}, hide: 0 };
const hostVariable = {
  name: "host",
  label: "Host",
  type: "query",
  datasource: SOURCE,
  query: { query: 'label_values(up{job="node"}, host)', refId: "host" },
  refresh: 2,
  sort: 1,
};

function panelJson(panel: Panel, index: number): object {
  return {
    id: index + 1,
    title: panel.title,
    type: "timeseries",
    datasource: SOURCE,
    gridPos: { x: (index % COLUMNS) * WIDTH, y: Math.floor(index / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: {
      defaults: {
        unit: panel.unit,
        ...(panel.unit === "percentunit" ? { min: 0 } : {}),
        custom: { lineWidth: 1, fillOpacity: 10, showPoints: "never" },
      },
      overrides: [],
    },
    options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi", sort: "desc" } },
    targets: panel.queries.map(({ expr, legend }, at) => ({
      refId: String.fromCharCode(65 + at),
      datasource: SOURCE,
      expr,
      legendFormat: legend,
      range: true,
    })),
  };
}
