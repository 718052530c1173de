import type { Panel, PanelLine, Unit } from "../kit/panel.ts";
import type { Dashboard } from "./dashboard.ts";

const SOURCE = { type: "prometheus", uid: "$source" } as const;
const COLUMNS = 2;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

/** Grafana's names of the units. */
const UNITS: Readonly<Record<Unit, string>> = {
  perSecond: "cps",
  ratio: "percentunit",
  seconds: "s",
  bytes: "bytes",
  bytesPerSecond: "Bps",
  count: "short",
  days: "d",
  flag: "bool_on_off",
};

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
    ...(panel.note === undefined ? {} : { description: panel.note }),
    type: "timeseries",
    datasource: SOURCE,
    gridPos: { x: (index % COLUMNS) * WIDTH, y: Math.floor(index / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: {
      defaults: {
        unit: UNITS[panel.unit],
        ...(panel.unit === "ratio" ? { min: 0 } : {}),
        custom: { lineWidth: 1, fillOpacity: 10, showPoints: "never" },
      },
      overrides: [],
    },
    options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi", sort: "desc" } },
    targets: panel.lines.map((line, at) => ({
      refId: String.fromCharCode(65 + at),
      datasource: SOURCE,
      expr: line.expr,
      legendFormat: legendOf(line),
      range: true,
    })),
  };
}

function legendOf({ name, by = [] }: PanelLine): string {
  return [...(name === undefined ? [] : [name]), ...by.map((label) => `{{${label}}}`)].join(" ");
}
