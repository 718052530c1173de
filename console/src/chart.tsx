import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Panel } from "../../src/kit/panel.ts";
import type { Happening } from "./events.ts";
import { clock, format } from "./format.ts";
import type { Drawing } from "./lines.ts";

/** All charts of the page share one cursor. */
const TOGETHER = uPlot.sync("time");

/** Okabe and Ito's colours, which people with any common colour blindness tell apart; each with a dash of its own besides. */
const COLOURS = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7"] as const;
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [1, 4]];
const SIGNS: Readonly<Record<Happening["kind"], string>> = { deploy: "▲", converge: "◆", failover: "⇄", alert: "!", drill: "✦" };

export interface ChartProps {
  readonly panel: Panel;
  readonly data: Drawing | undefined;
  readonly span: { readonly from: number; readonly to: number };
  readonly events: readonly Happening[];
  readonly theme: string;
  readonly height: number;
}

/** The lines of a panel with the events of its time. Fills the width that it is given. */
export function Chart({ panel, data, span, events, theme, height }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const shown = useRef<{ readonly events: readonly Happening[]; readonly span: ChartProps["span"] }>({ events, span });
  shown.current = { events, span };
  const names = (data?.lines ?? []).map((it) => it.name).join("\n");

  useEffect(() => {
    const place = box.current;
    if (place === null || data === undefined) return;
    const made = new uPlot(
      optionsOf(panel, names === "" && data.lines.length === 0 ? [] : names.split("\n"), place, height, shown),
      dataOf(data),
      place,
    );
    plot.current = made;
    const seen = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height }));
    seen.observe(place);
    return () => {
      seen.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [names, theme, panel, height, data === undefined]);

  useEffect(() => {
    if (data === undefined || plot.current === undefined) return;
    plot.current.setData(dataOf(data), false);
    plot.current.setScale("x", { min: span.from, max: span.to });
  }, [data, events, span.from, span.to]);

  return <div class="chart" ref={box} style={{ minHeight: `${height}px` }} />;
}

function dataOf(data: Drawing): uPlot.AlignedData {
  return [[...data.times], ...data.lines.map((it) => [...it.values])];
}

type Shown = { readonly current: { readonly events: readonly Happening[]; readonly span: ChartProps["span"] } };

function optionsOf(panel: Panel, names: readonly string[], place: HTMLElement, height: number, shown: Shown): uPlot.Options {
  const look = getComputedStyle(document.documentElement);
  const colour = (name: string): string => look.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--muted"),
    grid: { stroke: colour("--grid"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  return {
    width: place.clientWidth || 300,
    height,
    padding: [10, 8, 0, 0],
    legend: { show: names.length > 0, live: true },
    cursor: { sync: { key: TOGETHER.key, setSeries: false }, points: { size: 6 }, drag: { x: false, y: false }, y: false },
    scales: {
      x: { time: true, range: () => [shown.current.span.from, shown.current.span.to] },
      y: { range: (_plot, min, max) => [Math.min(0, min ?? 0), Math.max(((max ?? 0) || 0) * 1.08, panel.most ?? 0, tiny(panel))] },
    },
    axes: [
      { ...axis, space: 64, size: 24, values: (_plot, ticks, _at, _space, step) => ticks.map((it) => moment(it, step)) },
      { ...axis, size: 58, gap: 4, space: 30, values: (_plot, ticks) => ticks.map((it) => format(it, panel.unit)) },
    ],
    series: [
      { label: "", value: (_plot, time) => (time === null || time === undefined ? "now" : clock(time)) },
      ...names.map((name, index): uPlot.Series => {
        const stroke = colour(COLOURS[index % COLOURS.length] ?? "--c1");
        return {
          label: name,
          stroke,
          width: 1.8,
          dash: [...(DASHES[Math.floor(index / 1) % DASHES.length] ?? [])],
          ...(names.length === 1 ? { fill: `${stroke}22` } : {}),
          points: { show: false },
          spanGaps: false,
          value: (plot, value, at) =>
            format(value ?? (plot.cursor.idx === null || plot.cursor.idx === undefined ? lastOf(plot.data[at]) : null), panel.unit),
        };
      }),
    ],
    hooks: { draw: [(plot) => drawEvents(plot, shown.current.events, colour)] },
  };
}

/** A tick of the time axis: the day where ticks are days apart. */
function moment(seconds: number, step: number): string {
  const date = new Date(seconds * 1000);
  if (step >= 86_400) return date.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** The least height of an axis, so that nothing at all is a flat line at its foot. */
function tiny(panel: Panel): number {
  if (panel.unit === "ratio") return 0.01;
  if (panel.unit === "seconds") return 0.001;
  return panel.unit === "bytes" || panel.unit === "bytesPerSecond" ? 1000 : 1;
}

function lastOf(values: ArrayLike<number | null | undefined> | undefined): number | null {
  for (let index = (values?.length ?? 0) - 1; index >= 0; index--) {
    const value = values?.[index];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

/** An upright line with a sign at its head for everything that happened. */
function drawEvents(plot: uPlot, events: readonly Happening[], colour: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.textAlign = "center";
  ctx.font = `bold ${9 * ratio}px system-ui, sans-serif`;
  for (const event of events) {
    const x = plot.valToPos(event.at, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const tone = colour(event.kind === "alert" ? "--bad" : event.kind === "failover" ? "--warn" : "--accent");
    ctx.strokeStyle = tone;
    ctx.fillStyle = tone;
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = ratio;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.fillText(SIGNS[event.kind], x, bbox.top - 1 * ratio);
  }
  ctx.restore();
}
