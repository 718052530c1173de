import { draw } from "../../draw.ts";
import { marksOf } from "../../marks.ts";
import type { ReportContext } from "../context.ts";
import type { ReportSection } from "../document.ts";

export function pictureSection({ infra, flows, verdict }: ReportContext): ReportSection {
  const marks = marksOf(verdict.findings);
  const picture = (language: "svg" | "mermaid"): string => draw(infra, flows, { language, marks, theme: "auto" });
  return { id: "picture", title: "Picture", parts: [{ kind: "picture", svg: picture("svg"), mermaid: picture("mermaid") }] };
}
