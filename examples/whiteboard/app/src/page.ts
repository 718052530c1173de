import { type Entry, LIMITS } from "./entry.ts";

/** A text as it stands in HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replaceAll(/[&<>"']/g, (character) => names[character] ?? character);
}

export interface Page {
  /** Host that answers this request. */
  readonly server: string;
  /** Newest first; undefined when the database does not answer. */
  readonly entries: readonly Entry[] | undefined;
  /** How many there have been; undefined where nobody counts them. */
  readonly visits?: number | undefined;
  /** Goes with the form: sending it twice makes one entry. */
  readonly key: string;
  /** What was wrong with what the visitor sent. */
  readonly notice?: string;
  readonly now: Date;
}

export function renderPage({ server, entries, visits, key, notice, now }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Guest book</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
</head>
<body>
<header>
<h1>Guest book</h1>
<p class="served">served by <strong>${escapeHtml(server)}</strong></p>
</header>
<main>
${notice === undefined ? "" : `<p class="notice" role="alert">${escapeHtml(notice)}</p>\n`}<form method="post" action="/entries">
<input type="hidden" name="key" value="${escapeHtml(key)}">
<label>Your name<input name="author" required maxlength="${LIMITS.author}" autocomplete="name"></label>
<label>Your words<textarea name="message" required maxlength="${LIMITS.message}" rows="3"></textarea></label>
<button>Write</button>
</form>
${renderEntries(entries, now)}
</main>
<footer>${visits === undefined ? "" : `<p class="visits">Visit ${visits}</p>\n`}<p>Reload: another server may answer, the entries stay the same. <a href="/entries.json">As JSON</a></p></footer>
</body>
</html>
`;
}

function renderEntries(entries: readonly Entry[] | undefined, now: Date): string {
  if (entries === undefined)
    return `<p class="notice" role="alert">The database does not answer just now. Nothing is lost; try again in a moment.</p>`;
  if (entries.length === 0) return `<p class="empty">Nobody has written yet. Be the first.</p>`;
  return `<ol class="entries">\n${entries.map((entry) => renderEntry(entry, now)).join("\n")}\n</ol>`;
}

function renderEntry(entry: Entry, now: Date): string {
  const at = entry.writtenAt.toISOString();
  return `<li>
<p class="words">${escapeHtml(entry.message)}</p>
<p class="by"><strong>${escapeHtml(entry.author)}</strong> · <time datetime="${at}" title="${at}">${ago(entry.writtenAt, now)}</time> · through ${escapeHtml(entry.server)}</p>
</li>`;
}

/** How long ago, as one says it. */
export function ago(then: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - then.getTime()) / 1000));
  const steps: readonly (readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit])[] = [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
  ];
  const step = steps.find(([length]) => seconds >= length);
  if (step === undefined) return seconds < 5 ? "just now" : `${seconds} seconds ago`;
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(-Math.floor(seconds / step[0]), step[1]);
}
