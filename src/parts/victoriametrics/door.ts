import type { Scrape, Series } from "../../kit/part.ts";
import { seriesOf } from "../../kit/senders.ts";
import type { FileResource } from "../../state/resource.ts";

const BY = "via";

/** The label that the monitor's door puts on every sample of a host, beside the host's name. What rules record comes by another way. */
export const DOOR = `${BY}=door`;

/**
 * Relabelling for whoever takes what comes through the door: of each host the series that are its to tell, and nothing else. A sample may bring
 * labels of its own that are called like those of the door: the last one counts, and that is the door's.
 */
export function doorFile(path: string, scrapes: ReadonlyMap<string, readonly Scrape[]>): FileResource {
  return {
    kind: "file",
    path,
    content: [relabelling(scrapes)],
    validate: 'victoria-metrics -dryRun -relabelConfig="$1" -loggerLevel=ERROR',
  };
}

export function relabelling(scrapes: ReadonlyMap<string, readonly Scrape[]>): string {
  const series = new Map([...scrapes].map(([host, its]) => [host, seriesOf(its)]));
  const labels = [...new Set([...series.values()].flat().flatMap((it) => Object.keys(it.labels ?? {})))].sort();
  const hosts = new Map<string, string[]>();
  for (const [host, its] of series) {
    const may = [...new Set(its.map((it) => sayable(it, labels)))].join("|");
    if (may !== "") hosts.set(may, [...(hosts.get(may) ?? []), host]);
  }
  const lines = [...hosts].map(([may, names]) => `    door;(?:${names.join("|")});(?:${may})`);
  return `# By Bartizan: what each host may send. Of two labels with one name the last counts: it is the one that the door gave.
${["host", BY].map(lastOf).join("")}- action: keep
  source_labels: [${[BY, "host", "__name__", ...labels].join(", ")}]
  separator: ";"
  regex:
  - ';.*'
${lines.map((line) => `  - '${line.trim().replaceAll("'", "''")}'\n`).join("")}- action: labeldrop
  regex: ${BY}
`;
}

/** No field reaches over the separator, so no value can pass for two. */
function sayable({ names, labels: own = {} }: Series, labels: readonly string[]): string {
  const fields = [names, ...labels.map((it) => own[it] ?? ".*")];
  return fields.map((it) => `(?:${it.replaceAll(/\.(?=[*+])/g, "[^;]")})`).join(";");
}

function lastOf(label: string): string {
  return `- {action: labeldrop, regex: said_by}
- {action: labelmap, regex: ${label}, replacement: said_by}
- {action: labeldrop, regex: ${label}}
- {action: labelmap, regex: said_by, replacement: ${label}}
- {action: labeldrop, regex: said_by}
`;
}
