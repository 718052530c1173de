import type { Announcement } from "../../site/operator.ts";
import { planSummary } from "./plan.ts";
import { handOverLine } from "./promotion.ts";
import { copyLines } from "./restored.ts";

/** What is about to be done. */
export function noticeLines(announcement: Announcement): readonly string[] {
  if (typeof announcement === "string") return [announcement];
  if ("plans" in announcement) return planSummary(announcement.plans);
  return "way" in announcement ? [handOverLine(announcement.way)] : copyLines(announcement.copy, Date.now() / 1000);
}
