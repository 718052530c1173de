import { loss } from "../../../check/explain/topics/loss.ts";
import { TOPICS } from "../../../check/explain/topics.ts";
import type { ReportContext } from "../context.ts";
import type { ReportPart, ReportSection } from "../document.ts";
import { answered } from "../topic-parts.ts";

/** The questions that the design has to answer. What a loss does has a section of its own. */
export function questionsSection(context: ReportContext): ReportSection {
  const parts = TOPICS.filter((topic) => topic !== loss).flatMap((topic): readonly ReportPart[] => {
    const answer = answered(topic, context);
    return answer.length === 0 ? [] : [{ kind: "heading", text: topic.question }, ...answer];
  });
  return { id: "questions-and-answers", title: "Questions and answers", parts };
}
