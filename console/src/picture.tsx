import { useEffect, useRef } from "preact/hooks";
import type { Health } from "../../src/kit/faces/status.ts";
import { ERROR_SHARES } from "../../src/kit/health.ts";
import { worst } from "../../src/observe/health.ts";
import { FLOW_QUERY, HOLDER_QUERY } from "../../src/observe/saved.ts";
import { percent, short } from "./format.ts";
import { samples } from "./lines.ts";
import { lags, type Served, served } from "./tiers.ts";
import { SIGN, type View } from "./view.ts";
import { useWatch } from "./watch.ts";

const SVG = "http://www.w3.org/2000/svg";

/** The picture of the infrastructure, alive: every host and part coloured by how it is, every flow with what goes over it. */
export function Picture({ view }: { readonly view: View }) {
  const { source, site } = view;
  const box = useRef<HTMLDivElement>(null);
  const picture = useWatch(() => source.picture(), 3600, source);
  const rates = useWatch(() => flowRates(view), site.monitoring.intervalSeconds, source);
  useEffect(() => {
    if (box.current !== null && picture.value !== undefined) hang(box.current, picture.value);
  }, [picture.value]);
  useEffect(() => {
    const svg = box.current?.querySelector("svg");
    if (svg) enliven(svg, view, rates.value ?? new Map());
  }, [picture.value, rates.value, view.sight, view.health]);
  return (
    <>
      {picture.trouble !== undefined && <p class="trouble">{picture.trouble}</p>}
      <div class="picture" ref={box} tabIndex={-1} />
    </>
  );
}

/** New connections a second by flow, as the firewalls count them. */
async function flowRates({ source }: View): Promise<ReadonlyMap<string, number>> {
  return new Map((await samples(source, FLOW_QUERY)).map((it) => [it.metric.flow ?? "", Number(it.value[1])]));
}

/** Puts the picture into the page without its own style sheet, which the page's policy would refuse, and legend, cut to what is alive. */
function hang(box: HTMLElement, text: string): void {
  const svg = new DOMParser().parseFromString(text.replace(/<style>[\s\S]*?<\/style>/, ""), "image/svg+xml").documentElement;
  for (const gone of svg.querySelectorAll(".bz-legend, .bz-page")) gone.remove();
  box.replaceChildren(document.importNode(svg, true));
  const shown = box.querySelector("svg");
  if (shown === null) return;
  // The title is the page's own.
  for (const child of [...shown.children])
    if (child.tagName === "text" && child.previousElementSibling?.tagName.match(/defs|text/)) child.remove();
  const { x, y, width, height } = shown.getBBox();
  shown.setAttribute("viewBox", `${x - 6} ${y - 6} ${width + 12} ${height + 12}`);
  shown.setAttribute("width", String(width + 12));
  shown.setAttribute("height", String(height + 12));
  for (const node of shown.querySelectorAll<SVGGElement>("[data-hosts]")) {
    const first = node.dataset.hosts?.split(" ")[0] ?? "";
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "link");
    const go = (): void => {
      location.hash = `#/host/${first}`;
    };
    node.addEventListener("click", go);
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter") go();
    });
    const frame = node.getBBox();
    node.append(make("rect", { class: "ring", x: frame.x - 3, y: frame.y - 3, width: frame.width + 6, height: frame.height + 6, rx: 13 }));
    const badge = make("g", { class: "badge", transform: `translate(${frame.x + frame.width - 6} ${frame.y})` });
    badge.append(make("circle", { r: 11 }), make("text", { y: 4.5, "text-anchor": "middle" }));
    node.append(badge);
    for (const card of node.querySelectorAll<SVGGElement>("[data-card]")) {
      const rect = card.querySelector("rect");
      const at = (name: string): number => Number(rect?.getAttribute(name));
      card.append(make("rect", { class: "stripe", x: at("x"), y: at("y"), width: 5, height: at("height"), rx: 2.5 }));
    }
  }
}

function make(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** Writes what is known now into the picture. */
function enliven(svg: SVGSVGElement, view: View, rates: ReadonlyMap<string, number>): void {
  for (const node of svg.querySelectorAll<SVGGElement>("[data-hosts]")) {
    const hosts = (node.dataset.hosts ?? "").split(" ");
    const all = hosts.map((host) => view.health.get(host));
    const health = view.sight === undefined ? "unknown" : worst(all.map((it) => it?.health ?? "unknown"));
    node.dataset.health = health;
    node.setAttribute("aria-label", `${hosts.join(", ")}: ${health} ${all.flatMap((it) => it?.reasons ?? []).join(", ")}`);
    const sign = node.querySelector(".badge text");
    if (sign !== null) sign.textContent = SIGN[health];
    for (const card of node.querySelectorAll<SVGGElement>("[data-card]")) {
      const role = card.dataset.card ?? "";
      const parts = all.flatMap((it) => it?.parts.get(role) ?? []);
      if (parts.length === 0) continue;
      card.dataset.health = worst(parts.map((it) => it.health));
      const detail = card.querySelectorAll("text")[1];
      if (detail)
        detail.textContent =
          parts.length === 1 ? (parts[0]?.words ?? "") : `${parts.filter((it) => it.health === "ok").length} of ${parts.length} well`;
    }
  }
  for (const caption of svg.querySelectorAll<SVGGElement>("[data-line]")) {
    const line = svg.getElementById(caption.dataset.line ?? "");
    const words = line instanceof SVGGElement ? wordsOf(line, view, rates) : undefined;
    const tail = [...caption.querySelectorAll("text")].at(-1);
    if (words === undefined || !tail) continue;
    tail.textContent = words.text;
    caption.dataset.health = words.health;
    if (line instanceof SVGGElement) line.dataset.busy = words.busy ? "yes" : "no";
  }
}

interface Words {
  readonly text: string;
  readonly health: Health;
  readonly busy: boolean;
}

/** What goes over a line: requests where something counts them, and else new connections. */
function wordsOf(line: SVGGElement, { site, sight }: View, rates: ReadonlyMap<string, number>): Words | undefined {
  const { from = "", to = "", ports = "" } = line.dataset;
  const [sources, targets, listening] = [from, to, ports].map((it) => new Set(it.split(" ")));
  const flows = site.flows.filter(
    (flow) =>
      targets?.has(flow.to) &&
      sources?.has(flow.from.kind === "host" ? flow.from.host : flow.from.kind) &&
      listening?.has(flow.protocol === "vrrp" ? "vrrp" : `${flow.port}/${flow.protocol}`),
  );
  const carries = flows[0]?.carries;
  if (sight !== undefined && carries === "requests" && flows.every((flow) => flow.port !== 80 || flow.from.kind === "host")) {
    const its = served(sight)
      .map((tier) => tier.filter((it) => targets?.has(it.host)))
      .find((tier) => tier.length > 0);
    if (its !== undefined) return requestWords(its);
  }
  if (flows.length === 0) return undefined;
  const opened = flows.reduce((sum, flow) => sum + (rates.get(flow.id) ?? 0), 0);
  const behind = carries === "data" && sight !== undefined ? lags(sight).filter((it) => sources?.has(it.host)) : [];
  const copied = line.querySelectorAll(".bz-head").length > 0 && /replication/.test(line.querySelector("title")?.textContent ?? "");
  if (copied && behind.length > 0) return { text: `${Math.max(...behind.map((it) => it.seconds))} s behind`, health: "ok", busy: true };
  return { text: `${short(opened)} new/s`, health: "ok", busy: opened > 0.05 };
}

function requestWords(its: readonly Served[]): Words {
  const requests = its.reduce((sum, it) => sum + (it.requestsPerSecond ?? 0), 0);
  const errors = its.reduce((sum, it) => sum + (it.errorRatio ?? 0) * (it.requestsPerSecond ?? 0), 0);
  const share = requests === 0 ? 0 : errors / requests;
  return {
    // The room is that of the flow's own name.
    text: share === 0 ? `${short(requests)}/s` : `${short(requests)}/s, ${percent(share)} bad`,
    health: share > ERROR_SHARES.bad ? "bad" : share > ERROR_SHARES.warning ? "warning" : "ok",
    busy: requests > 0.05,
  };
}

/** The balancer that holds an address, by the address. */
export async function holders({ source, site }: View): Promise<ReadonlyMap<string, string>> {
  if (site.virtualAddresses.length === 0) return new Map();
  return new Map((await samples(source, HOLDER_QUERY)).map((it) => [it.metric.address ?? "", it.metric.host ?? ""]));
}
