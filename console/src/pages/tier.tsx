import { HostTable } from "../host-table.tsx";
import { PanelBox } from "../panel.tsx";
import type { View } from "../view.ts";

/** A tier: its hosts, and every chart of what they do. */
export function TierPage({ view, tier }: { readonly view: View; readonly tier: string }) {
  const { site } = view;
  const hosts = site.hosts.filter((host) => host.roles.some((it) => it === tier));
  const panels = site.panels.filter((it) => it.page === tier);
  if (hosts.length === 0) return <p class="none">No host runs “{tier}”.</p>;
  return (
    <>
      <section class="card">
        <h2 class="named">{tier}</h2>
        <HostTable view={view} hosts={hosts} />
      </section>
      <div class="panels">
        {panels.map((panel) => (
          <PanelBox view={view} panel={panel} key={panel.id} />
        ))}
      </div>
    </>
  );
}
