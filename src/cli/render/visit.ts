import pc from "picocolors";

interface Visited {
  readonly lab: boolean;
  readonly infra: { readonly domain: string };
}

/** Where to look when an infrastructure has come up. */
export function visitLines(target: Visited): readonly string[] {
  const { domain } = target.infra;
  if (!target.lab) return [`${pc.bold("site")}    https://${domain}`, `${pc.bold("status")}  bartizan status`];
  return [`${pc.bold("site")}    bartizan exec client --lab -- curl https://${domain}/`, `${pc.bold("status")}  bartizan status --lab`];
}
