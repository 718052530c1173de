import { useState } from "preact/hooks";
import type { Panel } from "../../src/kit/panel.ts";
import type { AlertStatus } from "../../src/model/observation.ts";
import { placeOfAlert } from "../../src/observe/health.ts";
import { duration } from "./format.ts";
import { Markdown } from "./markdown.tsx";
import { PanelBox } from "./panel.tsx";
import type { View } from "./view.ts";
import { useWatch } from "./watch.ts";

interface AlertRowProps {
  readonly alert: AlertStatus;
  readonly view: View;
  readonly brief?: boolean;
}

/** An alert: what it says, since when, what to do, and the page that shows it. */
export function AlertRow({ alert, view, brief = false }: AlertRowProps) {
  const silenced = view.silences.of(alert);
  const place = placeOfAlert(alert);
  const known = view.site.hosts.some((host) => host.name === place);
  const now = view.source.savedAt ?? Date.now() / 1000;
  const since = alert.since === "" ? undefined : now - Date.parse(alert.since) / 1000;
  const tone = silenced !== undefined ? "silenced" : alert.state === "pending" ? "pending" : alert.severity;
  return (
    <article
      class={`alert ${tone}`}
      data-alert={alert.name}
      data-place={place ?? ""}
      data-state={silenced === undefined ? alert.state : "silenced"}
    >
      <h3>
        <span class="tag">{silenced === undefined ? (alert.state === "pending" ? "pending" : alert.severity) : "silenced"}</span>{" "}
        {alert.name} {place !== null && (known ? <a href={`#/host/${place}`}>{place}</a> : place)}{" "}
        {since !== undefined && <small>for {duration(Math.max(0, since))}</small>}
      </h3>
      <p>{alert.summary}</p>
      {silenced !== undefined && <p class="note">{silenced}</p>}
      {!brief && <Rule view={view} alert={alert} />}
      {!brief && silenced === undefined && view.source.savedAt === undefined && <Silence view={view} alert={alert} />}
    </article>
  );
}

/** What it means, what to do first, the whole runbook, and the chart that shows it. */
function Rule({ view, alert }: { readonly view: View; readonly alert: AlertStatus }) {
  const [open, show] = useState(false);
  const rule = view.site.alerts.find((it) => it.name === alert.name);
  if (rule === undefined) return null;
  const labels: Readonly<Record<string, string>> = { ...alert.labels, ...(alert.host === null ? {} : { host: alert.host }) };
  return (
    <>
      <p class="note">{rule.description.replaceAll(/\{\{ *\$labels\.(\w+) *\}\}/g, (_whole, label: string) => labels[label] ?? label)}</p>
      <details onToggle={(event) => show(event.currentTarget.open)}>
        <summary>What to do</summary>
        {open && <Runbook view={view} alert={alert} />}
        <p>
          It fires when <code>{rule.expr}</code>
          {rule.for === undefined ? "" : ` holds for ${rule.for}`}.
        </p>
      </details>
    </>
  );
}

function Runbook({ view, alert }: { readonly view: View; readonly alert: AlertStatus }) {
  const books = useWatch(() => view.source.runbooks(), 3600, view.source);
  const text = books.value?.[alert.name];
  const panel = panelOf(view.site, alert.name);
  const place = placeOfAlert(alert);
  const known = view.site.hosts.some((host) => host.name === place);
  return (
    <>
      {books.trouble !== undefined && <p class="trouble">{books.trouble}</p>}
      {text !== undefined && <Markdown text={text} host={place ?? "HOST"} />}
      {panel !== undefined && <PanelBox view={view} panel={panel} {...(panel.perHost && known && place !== null ? { host: place } : {})} />}
    </>
  );
}

/** The chart that has most of a rule's metrics in common with it. */
function panelOf(site: View["site"], name: string): Panel | undefined {
  const wanted = metricsIn(site.alerts.find((it) => it.name === name)?.expr ?? "");
  const scored = site.panels.map((panel) => {
    const its = new Set(panel.lines.flatMap((line) => [...metricsIn(line.expr)]));
    return { panel, score: [...wanted].filter((it) => its.has(it)).length / (its.size + 1) };
  });
  const [best] = scored.filter((it) => it.score > 0).sort((a, b) => b.score - a.score);
  return best?.panel;
}

function metricsIn(expr: string): ReadonlySet<string> {
  // What a bracket follows is a function.
  return new Set(expr.match(/\b[a-z]+_\w+\b(?! *\()/g));
}

const HOURS = [1, 4, 24] as const;

/** Holds an alert's messages back for a while. */
function Silence({ view, alert }: { readonly view: View; readonly alert: AlertStatus }) {
  const [said, say] = useState("");
  const [reason, give] = useState("");
  const silence = async (hours: number): Promise<void> => {
    const place = placeOfAlert(alert);
    // By the monitor's clock: by one that is ahead it would begin later, and one that is behind would be refused as over.
    const start = view.sight === undefined ? Date.now() : Date.parse(view.sight.at);
    const matchers = [
      { name: "alertname", value: alert.name, isRegex: false, isEqual: true },
      ...(alert.labels.place ? [{ name: "place", value: alert.labels.place, isRegex: false, isEqual: true }] : []),
    ];
    try {
      await view.source.silence({
        matchers,
        startsAt: new Date(start).toISOString(),
        endsAt: new Date(start + hours * 3_600_000).toISOString(),
        createdBy: "the console",
        comment: reason || "from the console",
      });
      say(`Silenced for ${hours} h${place === null ? "" : ` on ${place}`}: it still shows here, and nobody is told.`);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div class="silence">
      <input
        type="text"
        aria-label="why it is silenced"
        placeholder="why"
        value={reason}
        onInput={(event) => give(event.currentTarget.value)}
      />
      {HOURS.map((hours) => (
        <button type="button" key={hours} onClick={() => void silence(hours)}>
          silence {hours} h
        </button>
      ))}
      <span role="status">{said}</span>
    </div>
  );
}
