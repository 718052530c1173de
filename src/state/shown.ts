import { type Content, isSecretRef, redacted, redactedPiece, type SecretRef } from "../util/content.ts";
import { sha256 } from "../util/hash.ts";
import { fill, reveal } from "../util/reveal.ts";
import type { Secrets } from "../util/secret.ts";
import type { FileResource } from "./resource.ts";

// A file with secrets is compared without them: beside it, in a place that only root reads, stands what may be shown of it. What was a
// secret when the file was written is so known later, too, when the file that names it has changed.

/** What may be shown of a file on its host: which file it is about, its open text, and the digests of what fills the holes. */
interface Shown {
  readonly sha256: string;
  readonly pieces: readonly (string | { readonly secret: string; readonly sha256: string })[];
}

/** What a host holds of a closed file. */
export interface ClosedFile {
  readonly text: string;
  /** Whether not everybody on the host may read it as it stands there: who wrote it may have had a reason. */
  readonly closed?: true;
  /** What {@link shownText} wrote beside it; it may be about an older version. */
  readonly shown?: string;
}

/** Whether not everybody on the host may read the file: then its text may hold secrets, also those of former versions. */
export function isClosed({ content, mode = "0644" }: Pick<FileResource, "content" | "mode">): boolean {
  return !/[4-7]$/.test(mode) || content.some(isSecretRef);
}

/** The note that is put beside a closed file. */
export function shownText(content: Content, secrets: Secrets): string {
  const pieces = openPieces(content).map((piece) =>
    typeof piece === "string" ? piece : { secret: piece.secret, sha256: digestOf(piece.secret, secrets) },
  );
  return `${JSON.stringify({ sha256: sha256(fill(content, secrets)), pieces } satisfies Shown)}\n`;
}

/** Both versions of a closed file as people may see them. Nothing in them depends on a secret's value but whether it has changed. */
export function openSides(
  content: Content,
  secrets: Secrets,
  { text, shown }: ClosedFile,
): { readonly before: string; readonly after: string } {
  const former = shown === undefined ? undefined : (JSON.parse(shown) as Shown);
  if (former?.sha256 !== sha256(text)) return { before: masked(text, content, secrets, former), after: redacted(content) };
  const digests = new Map(former.pieces.flatMap((piece) => (typeof piece === "string" ? [] : [[piece.secret, piece.sha256] as const])));
  const after = openPieces(content).map((piece) => {
    if (typeof piece === "string") return piece;
    const old = digests.get(piece.secret);
    return `[secret ${piece.secret}${old === undefined || old === digestOf(piece.secret, secrets) ? "" : ", a new value"}]`;
  });
  return { before: plainOf(former), after: after.join("") };
}

function digestOf(name: string, secrets: Secrets): string {
  const secret = secrets.get(name);
  return secret === undefined ? "" : sha256(reveal(secret));
}

function plainOf({ pieces }: Shown): string {
  return pieces.map((piece) => (typeof piece === "string" ? piece : `[secret ${piece.secret}]`)).join("");
}

/** A version that somebody else wrote, or an older Bartizan: shown is only what is known to be open. */
function masked(text: string, content: Content, secrets: Secrets, former: Shown | undefined): string {
  const own = openPieces(content);
  const known = [...linesOf(own), ...(former === undefined ? [] : linesOf(former.pieces))];
  // A line with a secret that is as it should be shows as it will stand there.
  const same = new Map(linesOf(own).map((line) => [line.map((it) => filled(it, secrets)).join(""), redactedLine(line)]));
  const open = new Set(known.flatMap((line) => (line.every((it) => typeof it === "string") ? [line.join("")] : [])));
  const heads = [
    ...new Set(known.flatMap(([first]) => (typeof first === "string" ? (/^\s*[\w.-]+\s*[=:]\s*/.exec(first)?.[0] ?? []) : []))),
  ];
  return text
    .split("\n")
    .map((line) => {
      if (open.has(line)) return line;
      const head = heads.find((it) => line.startsWith(it));
      return same.get(line) ?? (head === undefined ? "[a line that is not shown]" : `${head}[not shown]`);
    })
    .join("\n");
}

type Piece = string | { readonly secret: string };

/** All but secrets may be read. */
function openPieces(content: Content): readonly (string | SecretRef)[] {
  return content.map((piece) => (isSecretRef(piece) ? piece : redactedPiece(piece)));
}

function linesOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [[]];
  for (const piece of pieces) {
    const [first = "", ...more] = typeof piece === "string" ? piece.split("\n") : [piece];
    if (first !== "") lines.at(-1)?.push(first);
    for (const it of more) lines.push(it === "" ? [] : [it]);
  }
  return lines;
}

function filled(piece: Piece, secrets: Secrets): string {
  return typeof piece === "string" ? piece : fill([piece], secrets);
}

function redactedLine(line: readonly Piece[]): string {
  return line.map((piece) => (typeof piece === "string" ? piece : `[secret ${piece.secret}]`)).join("");
}
