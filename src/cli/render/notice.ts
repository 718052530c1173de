import type { Notice } from "../../site/operator.ts";
import { planSummary } from "./plan.ts";
import { handOverLine } from "./promotion.ts";
import { copyLines } from "./restored.ts";

/** What is about to be done. */
export function noticeLines(notice: Notice): readonly string[] {
  if (typeof notice === "string") return [notice];
  if ("plans" in notice) return planSummary(notice.plans);
  return "way" in notice ? [handOverLine(notice.way)] : copyLines(notice.copy, Date.now() / 1000);
}
