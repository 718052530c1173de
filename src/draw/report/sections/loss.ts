import { loss } from "../../../check/explain/topics/loss.ts";
import type { ReportContext } from "../context.ts";
import type { ReportSection } from "../document.ts";
import { answered } from "../topic-parts.ts";

export function lossSection(context: ReportContext): ReportSection {
  return { id: "losses", title: "What the loss of each machine does", parts: answered(loss, context) };
}
