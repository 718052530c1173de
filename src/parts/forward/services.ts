import { destinationId } from "../../model/destinations.ts";
import type { Destination, Infrastructure } from "../../model/infrastructure.ts";
import { type Content, type SecretRef, secretRef, text } from "../../util/content.ts";

/** A service to which no forwarder of Debian's can send: the monitor reads its store and posts what it finds. */
export interface ForwardTarget {
  /** `datadog`, or `datadog-2` for the third entry of the list. */
  readonly name: string;
  readonly format: "sumologic" | "datadog" | "otlp";
  /** curl's configuration: where to, and by which headers; it holds the keys. */
  readonly request: Content;
  /** Regular expression for the names of the metrics that leave. */
  readonly metrics: string;
  /** Seconds after which the service no longer takes a sample. */
  readonly age: number;
  /** Largest body before compression, bytes. */
  readonly bytes: number;
}

const HOUR = 3600;
const YEAR = 365 * 24 * HOUR;

/** What the services document; see docs/guide/destinations.md. The bodies stay well below the limits. */
const LIMITS = {
  // HTTP Source: samples of more than a day are dropped; 100 KB to 1 MB.
  sumologic: { age: 24 * HOUR, bytes: 900_000 },
  // POST /api/v2/series: an hour; 512000 bytes compressed, and measurements shrink to less than a tenth.
  datadog: { age: HOUR, bytes: 2_000_000 },
  // OTLP has no limit of its own; collectors take 20 MiB.
  otlp: { age: YEAR, bytes: 2_000_000 },
} as const;

/** The destinations that are served by reading the store, in the order of the file. */
export function forwards(infra: Infrastructure): readonly ForwardTarget[] {
  return infra.monitoring.sendTo.flatMap((it, index) => {
    if (it.kind === "remoteWrite") return [];
    const format = it.kind;
    const name = destinationId(infra, index);
    return [{ name, format, request: requestOf(it), metrics: it.metrics.length === 0 ? ".+" : it.metrics.join("|"), ...LIMITS[format] }];
  });
}

/** curl.config(5): within quotation marks a backslash and a quotation mark are escaped. */
function requestOf(it: Destination): Content {
  const lines: readonly Content[] = [
    text`url = "${urlOf(it)}"\n`,
    ...headersOf(it).map((header) => text`header = "${header}"\n`),
    ...(it.user === undefined || it.password === undefined ? [] : [text`user = "${it.user}:${inQuotes(it.password)}"\n`]),
  ];
  return lines.reduce<Content>((all, line) => text`${all}${line}`, text`# By Bartizan.\n`);
}

/** A key within double quotes: curl and syslog-ng drop a backslash before a sign that needs none. */
export const inQuotes = (it: SecretRef | undefined): SecretRef => secretRef(it?.secret ?? "", "double-quotes");

function urlOf({ kind, url, site }: Destination): Content {
  if (kind === "datadog") return text`https://api.${site ?? ""}/api/v2/series`;
  return kind === "otlp" ? text`${wholeUrl(url)}/v1/metrics` : wholeUrl(url);
}

/** A URL to which a path may be added. */
export function wholeUrl(url: Destination["url"]): Content {
  return typeof url === "string" ? text`${url.replace(/\/+$/, "")}` : text`${inQuotes(url)}`;
}

function headersOf({ kind, key, token, tenant, category }: Destination): readonly Content[] {
  const type = kind === "sumologic" ? "application/vnd.sumologic.prometheus" : "application/json";
  return [
    text`Content-Type: ${type}`,
    text`Content-Encoding: gzip`,
    // curl would ask first whether the body may come, and wait a second for servers that do not answer that.
    text`Expect:`,
    ...(key === undefined ? [] : [text`DD-API-KEY: ${inQuotes(key)}`]),
    ...(token === undefined ? [] : [text`Authorization: Bearer ${inQuotes(token)}`]),
    ...(tenant === undefined ? [] : [text`X-Scope-OrgID: ${tenant}`]),
    ...(category === undefined ? [] : [text`X-Sumo-Category: ${category}`]),
  ];
}
