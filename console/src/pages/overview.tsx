import { AlertRow } from "../alert-row.tsx";
import { HostTable } from "../host-table.tsx";
import { PanelBox } from "../panel.tsx";
import { holders, Picture } from "../picture.tsx";
import { leaders, served } from "../tiers.ts";
import type { View } from "../view.ts";
import { useWatch } from "../watch.ts";

/** The site at a glance: the four golden signals, the picture alive, what burns, every host. */
export function Overview({ view }: { readonly view: View }) {
  const { site, sight, silences } = view;
  const [front] = sight === undefined ? [] : served(sight);
  const qps = front?.reduce<number | null>((sum, it) => (it.requestsPerSecond === null ? sum : (sum ?? 0) + it.requestsPerSecond), null);
  const all = (sight?.alerts ?? []).filter((it) => it.state === "firing");
  const firing = all.filter((it) => silences.of(it) === undefined);
  const more = [
    ...(firing.length > 5 ? [`and ${firing.length - 5} more`] : []),
    ...(all.length > firing.length ? [`${all.length - firing.length} silenced`] : []),
  ];
  return (
    <>
      <div class="signals">
        {site.panels
          .filter((panel) => panel.page === "site")
          .map((panel) => (
            <PanelBox
              view={view}
              panel={panel}
              big
              key={panel.id}
              {...(panel.id === "site-requests" && view.source.savedAt === undefined ? { now: qps ?? null } : {})}
            />
          ))}
      </div>
      {all.length > 0 && (
        <section class="card burning">
          <h2>Alerts</h2>
          {firing.slice(0, 5).map((alert) => (
            <AlertRow alert={alert} view={view} brief key={`${alert.name}${alert.host}${JSON.stringify(alert.labels)}`} />
          ))}
          {more.length > 0 && <a href="#/alerts">{more.join(", ")}</a>}
        </section>
      )}
      <section class="card">
        <h2>
          Topology <Leading view={view} />
        </h2>
        <Picture view={view} />
      </section>
      <section class="card">
        <h2>Hosts</h2>
        <HostTable view={view} hosts={site.hosts} />
      </section>
    </>
  );
}

/** Who holds the virtual address, and whom the tiers go by. */
function Leading({ view }: { readonly view: View }) {
  const held = useWatch(() => holders(view), view.site.monitoring.intervalSeconds, view.source);
  const words = [
    ...view.site.virtualAddresses.map((it) => `${it} is held by ${held.value?.get(it) ?? "nobody"}`),
    ...(view.sight === undefined ? [] : leaders(view.sight)),
  ];
  return <small class="leading">{words.join(" · ")}</small>;
}
