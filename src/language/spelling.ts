import { formatAddress, formatCidr, parseAddress, parseCidr } from "../util/address.ts";

// One spelling for each thing, so that they can be compared as texts.

export function canonicalAddress(written: string): string {
  const address = parseAddress(written);
  return address === undefined ? written : formatAddress(address);
}

export function canonicalRange(written: string): string {
  const range = parseCidr(written);
  return range === undefined ? written : formatCidr(range);
}

/** `./public/` and `public` are one folder. */
export function canonicalFolder(written: string): string {
  return written.replace(/^\.\//, "").replace(/\/$/, "");
}
