import type { Panel } from "../../src/kit/panel.ts";
import { Chart } from "./chart.tsx";
import { format } from "./format.ts";
import { drawing } from "./lines.ts";
import type { View } from "./view.ts";
import { useWatch } from "./watch.ts";

export interface PanelBoxProps {
  readonly view: View;
  readonly panel: Panel;
  readonly host?: string;
  /** Whether its newest value is written large above it. */
  readonly big?: boolean;
  /** The newest value, where something knows it better than the chart. */
  readonly now?: number | null | undefined;
}

/** A chart with its title, or why there is none. */
export function PanelBox({ view, panel, host, big = false, now }: PanelBoxProps) {
  const { source, site, span } = view;
  const every = Math.max(site.monitoring.intervalSeconds, span.seconds / 240);
  const { value, trouble } = useWatch(() => drawing(source, site, panel, span, host), every, source, [panel.id, span.seconds, host]);
  const last = now === undefined ? newest(value?.lines.map((it) => it.values) ?? []) : now;
  const empty = value?.lines.every((it) => it.values.every((one) => one === null));
  return (
    <section class={`panel${big ? " big" : ""}`} id={`panel-${panel.id}`} data-panel={panel.id}>
      <h3>{panel.title}</h3>
      {big && (
        <p class="now" data-value={last ?? ""}>
          {format(last, panel.unit)}
          {panel.lines.length > 1 && <small> {panel.lines[0]?.name}</small>}
        </p>
      )}
      {trouble !== undefined && <p class="trouble">{trouble}</p>}
      {empty && trouble === undefined ? (
        <p class="none">No data in this time.</p>
      ) : (
        <Chart panel={panel} data={value} span={view.bounds} events={view.events} theme={view.theme} height={big ? 120 : 150} />
      )}
      {panel.note !== undefined && <p class="note">{panel.note}</p>}
    </section>
  );
}

function newest(rows: readonly (readonly (number | null)[])[]): number | null {
  return rows[0]?.findLast((it) => it !== null) ?? null;
}
