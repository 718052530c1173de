import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { FORWARD_PATH } from "../nginx/ingest.ts";
import { destinationFlags, remoteWrites, sender } from "../remote-write/destinations.ts";

/** What cannot be delivered waits on disk, up to so much for each that is written to. */
export const BUFFER_GIB = 1;

type Flag = readonly [name: string, value: string];

/** How the monitors are written to: both sides show a certificate. */
const MUTUAL: readonly Flag[] = [
  ["tlsCAFile", CA_CERTIFICATE],
  ["tlsCertFile", "/etc/bartizan/pki/metrics.crt"],
  ["tlsKeyFile", "/etc/bartizan/pki/metrics.key"],
];

/** Where an agent sends its samples: every monitor, the way out of the monitor that sends them on, and what hosts write to by themselves. */
export function targetFlags(infra: Infrastructure, folder: string): readonly string[] {
  const door = (monitor: Host, path: string): readonly Flag[] => [
    ["url", `https://${monitor.address}:${PORTS.ingest}${path}`],
    ["tlsServerName", monitor.name],
  ];
  const out = sender(infra);
  const doors = [
    ...hostsOf(infra, "monitor").map((monitor) => door(monitor, "/api/v1/write")),
    ...(out !== undefined && remoteWrites(infra, "monitor").length > 0 ? [door(out, FORWARD_PATH)] : []),
  ];
  const own = remoteWrites(infra, "hosts").map((it) => destinationFlags(it, folder));
  // What is said once counts for all.
  const once: readonly Flag[] = [...MUTUAL, ["showURL", "true"], ["forceVMProto", "true"]];
  if (own.length === 0) return [...doors.flat(), ...once].map(flag);
  const doorsWhole = doors.map((it): readonly Flag[] => [...it, ...MUTUAL, ["forceVMProto", "true"]]);
  const all = [...doorsWhole, ...own].map((it) => new Map(it));
  const names = [...new Set(all.flatMap((it) => [...it.keys()]))];
  return [...all.flatMap((it) => names.map((name) => flag([name, it.get(name) ?? ""]))), "-sortLabels"];
}

function flag([name, value]: Flag): string {
  return `-remoteWrite.${name}=${value}`;
}
