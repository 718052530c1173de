/** A number for people, thousands apart: `12,345.6`. The same in every locale. */
export function grouped(value: number, decimals = 0): string {
  const [whole = "", fraction] = value.toFixed(decimals).split(".");
  const apart = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? apart : `${apart}.${fraction}`;
}

/** `1 host`, `2 hosts`: the count with its noun, whose plural is made with an s. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}
