/** What a visitor hands in. */
export interface Draft {
  readonly author: string;
  readonly message: string;
  /** The same key never makes a second entry, however often the request is sent. */
  readonly key: string;
}

/** What stands in the book. */
export interface Entry {
  readonly id: number;
  readonly author: string;
  readonly message: string;
  /** Host that wrote it. */
  readonly server: string;
  readonly writtenAt: Date;
}

export const LIMITS = { author: 60, message: 1000, key: 100 } as const;

export type Reading = { readonly ok: true; readonly draft: Draft } | { readonly ok: false; readonly reason: string };

/** Reads a draft from the body of a request, a form's or JSON. `key` is the Idempotency-Key of the request, or one made for it. */
export function readDraft(contentType: string, body: string, key: string): Reading {
  const type = contentType.split(";")[0]?.trim().toLowerCase();
  const fields =
    type === "application/json" ? jsonFields(body) : type === "application/x-www-form-urlencoded" ? formFields(body) : undefined;
  if (fields === undefined) return { ok: false, reason: "Send a form or JSON with author and message." };
  const author = tidy(fields("author"));
  const message = tidy(fields("message"));
  const ownKey = fields("key");
  if (author === "" || message === "") return { ok: false, reason: "Both a name and a message, please." };
  if (author.length > LIMITS.author || message.length > LIMITS.message) {
    return { ok: false, reason: `At most ${LIMITS.author} characters for the name and ${LIMITS.message} for the message.` };
  }
  const chosen = ownKey === "" ? key : ownKey;
  if (!/^[\x21-\x7e]+$/.test(chosen) || chosen.length > LIMITS.key) {
    return { ok: false, reason: `A key is of at most ${LIMITS.key} printable ASCII characters without blanks.` };
  }
  return { ok: true, draft: { author, message, key: chosen } };
}

type Fields = (name: string) => string;

function formFields(body: string): Fields {
  const form = new URLSearchParams(body);
  return (name) => form.get(name) ?? "";
}

function jsonFields(body: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const own = new Map(Object.entries(value));
    return (name) => {
      const field: unknown = own.get(name);
      return typeof field === "string" ? field : "";
    };
  } catch {
    return undefined;
  }
}

/** Control characters but line ends are of no use to a reader; neither are blanks around. */
function tidy(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(/[^\P{Cc}\n]/gu, "")
    .trim();
}
