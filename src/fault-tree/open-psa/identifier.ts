/**
 * Names that the format does not allow (`web:srv1`, `host.a`) are written with their characters escaped as in ISO/IEC 9075-14: `_x003A_` is
 * a colon. A name of another's model that reads so by chance comes out the same when it is written again.
 */
export function encodeName(name: string): string {
  const inner = name.replaceAll(/_(?=x)/g, escaped).replaceAll(/[^A-Za-z0-9_-]/gu, escaped);
  const begun = inner.replace(/^[0-9-]/, escaped);
  return begun.replaceAll(/-(?=-|$)/g, escaped);
}

function escaped(character: string): string {
  return `_x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}_`;
}

export function decodeName(identifier: string): string {
  return identifier.replaceAll(/_x([0-9A-F]{4,6})_/g, (all, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code > 0x10ffff ? all : String.fromCodePoint(code);
  });
}
