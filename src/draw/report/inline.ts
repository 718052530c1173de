import { grouped } from "../../util/number.ts";

/** A piece of a text: as it stands, typed, or the identity of a finding. */
export type Piece = { readonly kind: "text" | "code" | "finding" | "break"; readonly text: string };

/** Parts a text where backquotes, line breaks and identities of findings are. */
export function piecesOf(text: string, isFinding: (id: string) => boolean): readonly Piece[] {
  return text.split(/(`[^`]+`|\n)/).flatMap((piece): readonly Piece[] => {
    if (piece === "") return [];
    if (piece === "\n") return [{ kind: "break", text: "" }];
    const typed = /^`([^`]+)`$/.exec(piece)?.[1];
    if (typed !== undefined) return [{ kind: isFinding(typed) ? "finding" : "code", text: typed }];
    return plain(piece, isFinding);
  });
}

function plain(text: string, isFinding: (id: string) => boolean): readonly Piece[] {
  // A word with an at sign in it, without the punctuation of the sentence behind it.
  return text.split(/([a-z0-9-]+@[^\s,;()]*[^\s,;().:])/).flatMap((piece): readonly Piece[] => {
    if (piece === "") return [];
    return [{ kind: isFinding(piece) ? "finding" : "text", text: piece }];
  });
}

/** An anchor for each finding: letters, digits, hyphens; no two are the same. */
export function anchorsOf(ids: readonly string[]): ReadonlyMap<string, string> {
  const anchors = new Map<string, string>();
  const taken = new Set<string>();
  for (const id of ids) {
    const plainest = `finding-${id.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
    let anchor = plainest;
    for (let next = 2; taken.has(anchor); next += 1) anchor = `${plainest}-${next}`;
    taken.add(anchor);
    anchors.set(id, anchor);
  }
  return anchors;
}

/** The first few, a line each, and how many more there are. */
export function firstOf(ids: readonly string[], shown: number): string {
  const more = ids.length - shown;
  return [...ids.slice(0, shown), ...(more > 0 ? [`and ${grouped(more)} more`] : [])].join("\n");
}
