import { placeOfAlert } from "../../../src/observe/health.ts";
import { AlertRow } from "../alert-row.tsx";
import { HostTable } from "../host-table.tsx";
import { PanelBox } from "../panel.tsx";
import type { View } from "../view.ts";

/** A host: its state, what is said about it, and every chart of it and of what it runs. */
export function HostPage({ view, name }: { readonly view: View; readonly name: string }) {
  const { site, sight } = view;
  const host = site.hosts.find((it) => it.name === name);
  if (host === undefined) return <p class="none">There is no host “{name}” in what is deployed.</p>;
  const groups = [...host.roles, "host" as const]
    .map((page) => ({
      title: page === "host" ? "the machine" : page,
      panels: site.panels.filter((panel) => panel.perHost && panel.page === page && panel.machine !== true),
    }))
    .filter((it) => it.panels.length > 0);
  const alerts = (sight?.alerts ?? []).filter((it) => placeOfAlert(it) === name);
  const flows = site.flows.filter((flow) => flow.to === name || (flow.from.kind === "host" && flow.from.host === name));
  const findings = site.findings.filter((it) => it.hosts.includes(name) && it.severity !== "info");
  return (
    <>
      <section class="card">
        <h2>
          {name}{" "}
          <small>
            {[
              host.address,
              host.zone === undefined ? undefined : `zone ${host.zone}`,
              host.roles.join(", "),
              host.release === undefined ? undefined : `release ${host.release}`,
            ]
              .filter(Boolean)
              .join(" · ")}
          </small>
        </h2>
        <HostTable view={view} hosts={[host]} />
        {alerts.map((alert) => (
          <AlertRow alert={alert} view={view} key={`${alert.name}${JSON.stringify(alert.labels)}`} />
        ))}
        {findings.length > 0 && (
          <p class="note">
            The check says:{" "}
            {findings.map((it) => (
              <a href="#/findings" key={it.id}>
                {it.rule}
              </a>
            ))}
          </p>
        )}
      </section>
      {groups.map(({ title, panels }) => (
        <section key={title}>
          <h2 class="group named">{title}</h2>
          <div class="panels">
            {panels.map((panel) => (
              <PanelBox view={view} panel={panel} host={name} key={panel.id} />
            ))}
          </div>
        </section>
      ))}
      <section class="card">
        <h2>Flows</h2>
        <div class="scroll">
          <table class="wordy">
            <thead>
              <tr>
                <th>From</th>
                <th>To</th>
                <th>Port</th>
                <th>Encryption</th>
                <th>Why</th>
              </tr>
            </thead>
            <tbody>
              {flows.map((flow) => (
                <tr key={flow.id}>
                  <td>{flow.from.kind === "host" ? flow.from.host : flow.from.kind}</td>
                  <td class="to">{flow.to}</td>
                  <td>{flow.protocol === "vrrp" ? "vrrp" : `${flow.port}/${flow.protocol}`}</td>
                  <td>{flow.encryption}</td>
                  <td class="words">{flow.purpose}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}
