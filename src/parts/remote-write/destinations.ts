import { type Destination, type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { FileResource } from "../../state/resource.ts";
import { secretRef, text } from "../../util/content.ts";

/** A destination that takes Prometheus' remote write, which vmagent speaks by itself. */
export interface RemoteWrite extends Destination {
  readonly url: string;
  /** Its place in the list: what is called after it keeps its name as long as those before it stay. */
  readonly index: number;
}

/** The destinations that take remote write from the monitor, or from every host for itself. */
export function remoteWrites({ monitoring }: Infrastructure, from: Destination["from"]): readonly RemoteWrite[] {
  return monitoring.sendTo.flatMap((it, index) =>
    it.kind === "remoteWrite" && it.from === from && typeof it.url === "string" ? [{ ...it, url: it.url, index }] : [],
  );
}

/** The monitor that sends on what all hosts measure: one alone, since two would send everything twice. */
export function sender(infra: Infrastructure): Host | undefined {
  return hostsOf(infra, "monitor")[0];
}

const keyFile = (folder: string, { index }: RemoteWrite): string => `${folder}/destination-${index}.key`;
const relabelFile = (folder: string, { index }: RemoteWrite): string => `${folder}/destination-${index}.yml`;

/** What vmagent reads of each destination from files: the key, which it reads again every second, and the names that may leave. */
export function destinationFiles(destinations: readonly RemoteWrite[], folder: string, group: string): readonly FileResource[] {
  return destinations.flatMap((it): readonly FileResource[] => {
    const secret = it.token ?? it.password;
    return [
      ...(secret === undefined
        ? []
        : [
            {
              kind: "file" as const,
              path: keyFile(folder, it),
              owner: `root:${group}`,
              mode: "0640",
              content: text`${secretRef(secret.secret)}`,
            },
          ]),
      ...(it.metrics.length === 0 ? [] : [{ kind: "file" as const, path: relabelFile(folder, it), content: [relabelling(it)] }]),
    ];
  });
}

function relabelling({ metrics }: RemoteWrite): string {
  return `# By Bartizan: what leaves for this destination.\n- {source_labels: [__name__], action: keep, regex: '${metrics.join("|")}'}\n`;
}

/**
 * The flags of one destination. Every one is said for every destination, because vmagent tells by their number which belongs to which.
 * What the service documents is spoken: Prometheus' protocol, not VictoriaMetrics' own.
 */
export function destinationFlags(it: RemoteWrite, folder: string): readonly (readonly [flag: string, value: string])[] {
  const file = keyFile(folder, it);
  return [
    ["url", it.url],
    ["forcePromProto", "true"],
    ["bearerTokenFile", it.token === undefined ? "" : file],
    ["basicAuth.username", it.user ?? ""],
    ["basicAuth.passwordFile", it.password === undefined ? "" : file],
    ["headers", it.tenant === undefined ? "" : `X-Scope-OrgID:${it.tenant}`],
    ["urlRelabelConfig", it.metrics.length === 0 ? "" : relabelFile(folder, it)],
  ];
}
