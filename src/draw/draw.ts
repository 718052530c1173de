import type { ChannelFlow } from "../model/flow-group.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { dotOf } from "./dot.ts";
import type { Marks } from "./marks.ts";
import { mermaidOf } from "./mermaid.ts";
import { sceneOf } from "./stage.ts";
import { svgOf } from "./svg.ts";
import type { Theme } from "./theme.ts";

/** Languages in which a picture can be written down. */
export type Language = "svg" | "mermaid" | "dot";

export interface DrawOptions {
  readonly language: Language;
  /** What the check finds; `NO_MARKS` for the bare design. */
  readonly marks: Marks;
  /** Of the SVG; the other languages leave colours to who shows them. */
  readonly theme: Theme;
}

/** The picture of an infrastructure: everything that is in it and every one of its flows. The same input gives the same text. */
export function draw(infra: Infrastructure, flows: readonly ChannelFlow[], { language, marks, theme }: DrawOptions): string {
  const scene = sceneOf(infra, flows, marks);
  switch (language) {
    case "svg":
      return svgOf(scene, theme);
    case "mermaid":
      return mermaidOf(scene);
    case "dot":
      return dotOf(scene);
  }
}
