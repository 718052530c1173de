import { useState } from "preact/hooks";
import { AlertRow } from "../alert-row.tsx";
import type { View } from "../view.ts";

/** Ends a silence before its time. */
function End({ view, id }: { readonly view: View; readonly id: string }) {
  const [said, say] = useState("");
  const end = async (): Promise<void> => {
    try {
      await view.source.endSilence(id);
      say("Ended: who is told of it is told again.");
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <button type="button" onClick={() => void end()}>
        end it
      </button>{" "}
      <span role="status">{said}</span>
    </>
  );
}

/** What fires, what is about to, what nobody is told of; and every rule that there is. */
export function Alerts({ view }: { readonly view: View }) {
  const { source, site, sight, silences } = view;
  const all = (sight?.alerts ?? []).map((alert) => ({ alert, silenced: silences.of(alert) }));
  const groups = [
    { title: "Firing", its: all.filter((it) => it.alert.state === "firing" && it.silenced === undefined), none: "Nothing fires." },
    {
      title: "Pending",
      its: all.filter((it) => it.alert.state === "pending" && it.silenced === undefined),
      none: "Nothing is about to fire.",
    },
    { title: "Silenced", its: all.filter((it) => it.silenced !== undefined), none: "Nothing that fires is silenced." },
  ];
  return (
    <>
      {silences.trouble !== undefined && <p class="notice">Who is told is not known: {silences.trouble}</p>}
      {groups.map(({ title, its, none }) => (
        <section class="card" key={title}>
          <h2>
            {title} <small>{its.length}</small>
          </h2>
          {its.length === 0 ? (
            <p class="none">{sight?.alerts === null ? "Not known." : none}</p>
          ) : (
            its.map(({ alert }) => (
              <AlertRow alert={alert} view={view} key={`${alert.name} ${JSON.stringify(alert.labels)} ${alert.host}`} />
            ))
          )}
        </section>
      ))}
      {silences.current.length > 0 && (
        <section class="card">
          <h2>Silences</h2>
          <ul>
            {silences.current.map((it) => (
              <li key={it.id}>
                {it.matchers.map((one) => `${one.name} = ${one.value}`).join(", ")}: {it.comment} ({it.createdBy}, until{" "}
                {new Date(it.endsAt).toLocaleString()}) {source.savedAt === undefined && <End view={view} id={it.id} />}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="card">
        <h2>
          Rules <small>{site.alerts.length}</small>
        </h2>
        <div class="scroll">
          <table class="wordy">
            <thead>
              <tr>
                <th>Alert</th>
                <th>Severity</th>
                <th>It says</th>
                <th>For</th>
              </tr>
            </thead>
            <tbody>
              {site.alerts.map((rule) => (
                <tr key={rule.name}>
                  <td>{rule.name}</td>
                  <td>{rule.severity}</td>
                  <td class="words" title={rule.expr}>
                    <Summary text={rule.summary} />
                  </td>
                  <td class="number">{rule.for ?? "at once"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}

/** What a rule says, with the names of what is not known before it fires. */
function Summary({ text }: { readonly text: string }) {
  return <>{text.split(/\{\{ *\$(?:labels\.)?(\w+)[^}]*\}\}/).map((it, at) => (at % 2 === 1 ? <em key={at}>{it}</em> : it))}</>;
}
