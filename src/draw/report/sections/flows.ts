import { portWords } from "../../../check/explain/words.ts";
import { ENCRYPTION_WORDS, FLOW_WORDS, type Flow, type FlowKind } from "../../../model/flow.ts";
import type { Infrastructure } from "../../../model/infrastructure.ts";
import { capitalized, listed } from "../../../util/names.ts";
import { counted } from "../../../util/number.ts";
import type { ReportContext } from "../context.ts";
import { type ReportPart, type ReportSection, type Row, reportParagraph, reportTable } from "../document.ts";
import { leaving } from "./leaving.ts";

/** Up to so many hosts there is a matrix: a wider one cannot be read. */
const MATRIX = 10;

/** Who talks to whom. */
export function flowsSection({ infra, flows }: ReportContext): ReportSection {
  const clear = flows.filter((it) => it.encryption === "none").length;
  return {
    id: "flows",
    title: "Flows",
    parts: [
      reportParagraph(
        `${counted(flows.length, "flow")}, ${clear === 0 ? "none" : clear} of them in clear. The firewalls that Bartizan makes are compiled from this list and from nothing else: what is not in it is dropped.`,
        `Operators come from ${listed(infra.firewall.admin)}.`,
      ),
      ...matrix(infra, flows),
      ...reportTable(["From", "To", "Port", "Protection", "Why"], rows(flows)),
      ...leaving(infra),
    ],
  };
}

/** A line for each who opens connections, a column for each host that takes them. */
function matrix(infra: Infrastructure, flows: readonly Flow[]): readonly ReportPart[] {
  if (infra.hosts.length > MATRIX) return [];
  const listening = infra.hosts.map((host) => host.name).filter((name) => flows.some((it) => it.to === name));
  const sources = ["anyone", "admin", ...infra.hosts.map((host) => host.name)];
  const rows = sources.flatMap((source): readonly Row[] => {
    const its = flows.filter((it) => sourceOf(it) === source);
    if (its.length === 0) return [];
    const cells = listening.map((to) => its.filter((it) => it.to === to).map(meeting));
    return [[wordFor(source), ...cells.map((lines) => lines.join("\n"))]];
  });
  return reportTable(["From \\ to", ...listening], rows);
}

function sourceOf({ from }: Flow): string {
  return from.kind === "host" ? from.host : from.kind;
}

function wordFor(source: string): string {
  return source === "admin" ? "operators" : source;
}

function meeting(flow: Flow): string {
  return `${flow.port === 0 ? flow.protocol : flow.port} ${ENCRYPTION_WORDS[flow.encryption]}`;
}

function rows(flows: readonly Flow[]): readonly Row[] {
  return (Object.keys(FLOW_WORDS) as FlowKind[]).flatMap((kind): readonly Row[] => {
    const its = flows.filter((it) => it.carries === kind);
    if (its.length === 0) return [];
    return [
      { group: capitalized(FLOW_WORDS[kind]) },
      ...its.map((it) => [wordFor(sourceOf(it)), it.to, portWords(it), ENCRYPTION_WORDS[it.encryption], it.purpose]),
    ];
  });
}
