import type { Topic } from "../../check/explain/topic.ts";
import type { Block } from "../../kit/faces/block.ts";
import { capitalized } from "../../util/names.ts";
import type { ReportContext } from "./context.ts";
import type { ReportPart } from "./document.ts";

/** Words that stay in capitals. */
const CAPITALS: ReadonlySet<string> = new Set(["CPU", "DNS", "HTTP", "HTTPS", "ID", "IP", "QPS", "SSH", "TLS", "URL"]);

/** The answer to a question, for this infrastructure. */
export function answered(topic: Topic, { infra, flows, alerts, verdict }: ReportContext): readonly ReportPart[] {
  const { availability, findings } = verdict;
  return topic.answer({ infra, flows, alerts, availability, findings }).map(partOf);
}

function partOf(block: Block): ReportPart {
  if (block.kind !== "table") return block;
  return { ...block, columns: block.columns.map((it) => ({ ...it, head: sentenceCase(it.head) })) };
}

/** The heads of a terminal's tables are capitals; a page has other means. */
function sentenceCase(head: string): string {
  const lower = head.replaceAll(/\b[A-Z]+\b/g, (word) => (CAPITALS.has(word) ? word : word.toLowerCase()));
  return capitalized(lower);
}
