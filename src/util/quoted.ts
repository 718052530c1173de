/** A text between quotation marks, harmless on a terminal (nothing that does not print is left as it is) and at most `limit` characters long. */
export function quoted(value: string, limit = 60): string {
  const characters = [...value.slice(0, limit * 2 + 2)];
  const short = characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : value;
  return JSON.stringify(short).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()].map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`).join(""),
  );
}
