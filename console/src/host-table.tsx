import type { SiteHost } from "../../src/observe/console-site.ts";
import { format } from "./format.ts";
import { SIGN, type View } from "./view.ts";

/** One line a host: how it is, what it runs, how much of it is used. */
export function HostTable({ view, hosts }: { readonly view: View; readonly hosts: readonly SiteHost[] }) {
  return (
    <div class="scroll">
      <table class="hosts">
        <thead>
          <tr>
            <th>Host</th>
            <th>Runs</th>
            <th>CPU</th>
            <th>Memory</th>
            <th>Disk</th>
            <th>Network</th>
            <th>Sample</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {hosts.map((host) => {
            const its = view.health.get(host.name);
            const seen = view.sight?.hosts.find((it) => it.host === host.name);
            const health = its?.health ?? "unknown";
            return (
              <tr key={host.name} data-host={host.name} data-health={health}>
                <td>
                  <span class={`sign ${health}`}>{SIGN[health]}</span> <a href={`#/host/${host.name}`}>{host.name}</a>
                </td>
                <td>{host.roles.join(", ")}</td>
                <td>
                  <Meter ratio={seen?.cpuRatio} />
                </td>
                <td>
                  <Meter ratio={seen?.memoryRatio} />
                </td>
                <td>
                  <Meter ratio={seen?.diskRatio} />
                </td>
                <td class="number">
                  ↓ {format(seen?.receivedBytesPerSecond, "bytesPerSecond")} ↑ {format(seen?.sentBytesPerSecond, "bytesPerSecond")}
                </td>
                <td class="number">
                  {seen?.sampleAgeSeconds === null || seen === undefined ? "none" : `${Math.round(seen.sampleAgeSeconds)} s ago`}
                </td>
                <td>{its === undefined ? "unknown" : its.reasons.length === 0 ? "well" : [...new Set(its.reasons)].join(", ")}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Meter({ ratio }: { readonly ratio: number | null | undefined }) {
  if (ratio === null || ratio === undefined) return <>–</>;
  return (
    <span class="meter">
      <meter min={0} max={1} high={0.85} value={ratio} />
      {format(ratio, "ratio")}
    </span>
  );
}
