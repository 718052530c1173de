/** A piece of an answer. Texts are plain, but for words between backquotes: they are typed or read as they stand. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "table"; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] };

export interface Column {
  readonly head: string;
  /** Whether it holds numbers, which lean to the right. */
  readonly right?: boolean;
}

/** One paragraph, of sentences; what is undefined is left out. */
export function paragraph(first: string, ...sentences: readonly (string | undefined)[]): Block {
  return { kind: "paragraph", text: [first, ...sentences.filter((it) => it !== undefined && it !== "")].join(" ") };
}

/** The same of sentences that may all be missing: then there is no paragraph. */
export function remark(...sentences: readonly (string | undefined)[]): readonly Block[] {
  const [first, ...more] = sentences.filter((it) => it !== undefined && it !== "");
  return first === undefined ? [] : [paragraph(first, ...more)];
}

export function list(...items: readonly (string | undefined)[]): Block {
  return { kind: "list", items: items.filter((it) => it !== undefined) };
}

/** A table; nothing when it has no rows. */
export function table(heads: readonly (string | Column)[], rows: readonly (readonly string[])[]): readonly Block[] {
  if (rows.length === 0) return [];
  return [{ kind: "table", columns: heads.map((it) => (typeof it === "string" ? { head: it } : it)), rows }];
}
