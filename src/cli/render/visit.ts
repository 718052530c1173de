import pc from "picocolors";

/** What it takes to say where an infrastructure can be seen. */
export interface Visit {
  readonly lab: boolean;
  readonly domain: string;
  /** All names of the site that can stand in /etc/hosts. */
  readonly names: readonly string[];
  /** The words that start Bartizan, as the user typed them. */
  readonly program: string;
  /** A web server, and the unit to stop there in order to see what the site makes of it. */
  readonly breaks: { readonly host: string; readonly unit: string } | undefined;
  /** File of the CA's certificate. */
  readonly caFile: string;
  readonly https?: { readonly address: string; readonly port: number };
}

/** Where to look when an infrastructure is up: at most eight lines, each one to be typed or opened as it is. */
export function visitLines(it: Visit): readonly string[] {
  const row = (name: string, text: string): string => `  ${pc.bold(name.padEnd(8))}${text}`;
  if (!it.lab || it.https === undefined) return [row("site", `https://${it.domain}`), row("state", `${it.program} status`)];
  const { address, port } = it.https;
  const url = `https://${it.domain}${port === 443 ? "" : `:${port}`}/`;
  return [
    row("site", `curl --cacert ${it.caFile} \\`),
    row("", `     --resolve ${it.domain}:${port}:${address} ${url}`),
    row("browser", `put "${address} ${it.names.join(" ")}" into /etc/hosts, import ${it.caFile},`),
    row("", `open ${url}`),
    row("state", `${it.program} status --lab --watch`),
    ...(it.breaks === undefined
      ? []
      : [row("break", `${it.program} exec ${it.breaks.host} --lab -- systemctl stop ${it.breaks.unit}   (watch the state)`)]),
    row("inside", `${it.program} ssh ${it.breaks?.host ?? "client"} --lab`),
    row("end", `${it.program} down`),
  ];
}
