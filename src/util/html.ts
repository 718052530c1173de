import { escapeXml } from "./xml.ts";

export interface HtmlPage {
  readonly title: string;
  /** Elements of its head: what has to come before everything that is loaded, and the rest. */
  readonly meta?: readonly string[];
  readonly links: readonly string[];
  readonly body: string;
}

/** The frame of every page: light or dark as its reader has it, as wide as their screen. */
export function htmlPage({ title, meta = [], links, body }: HtmlPage): string {
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    ...meta,
    `<title>${escapeXml(title)}</title>`,
    ...links,
  ];
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join("\n")}\n</head>\n<body>\n${body}\n</body>\n</html>`;
}

/** What a page may load and run, in CSP 3. */
export function contentPolicy(policy: string): string {
  return `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
}
