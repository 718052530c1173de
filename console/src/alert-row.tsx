import { useState } from "preact/hooks";
import type { AlertSight } from "../../src/model/observation.ts";
import { placeOf } from "../../src/parts/observe/health.ts";
import { duration } from "./format.ts";
import type { View } from "./view.ts";

interface AlertRowProps {
  readonly alert: AlertSight;
  readonly view: View;
  readonly brief?: boolean;
  readonly silenced?: string | undefined;
}

/** An alert: what it says, since when, what to do, and the page that shows it. */
export function AlertRow({ alert, view, brief = false, silenced }: AlertRowProps) {
  const place = placeOf(alert);
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

function Rule({ view, alert }: { readonly view: View; readonly alert: AlertSight }) {
  const rule = view.site.alerts.find((it) => it.name === alert.name);
  if (rule === undefined) return null;
  return (
    <details>
      <summary>What to do</summary>
      {rule.runbook !== undefined && <pre class="runbook">{rule.runbook}</pre>}
      <p>
        It fires when <code>{rule.expr}</code>
        {rule.for === undefined ? "" : ` holds for ${rule.for}`}.
      </p>
    </details>
  );
}

const HOURS = [1, 4, 24] as const;

/** Holds an alert's messages back for a while. */
function Silence({ view, alert }: { readonly view: View; readonly alert: AlertSight }) {
  const [said, say] = useState("");
  const [reason, give] = useState("");
  const silence = async (hours: number): Promise<void> => {
    const place = placeOf(alert);
    const start = Date.now();
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
