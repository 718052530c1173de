import { destinationId } from "../../model/destinations.ts";
import type { Destination, Infrastructure } from "../../model/infrastructure.ts";
import { type Content, type SecretRef, text } from "../../util/content.ts";
import { inQuotes, wholeUrl } from "../forward/services.ts";

/** A service that gets the logs: how it is asked, and what a record looks like. */
export interface LogService {
  /** `datadog`, or `datadog-2` for the third entry of the list. */
  readonly name: string;
  readonly url: Content;
  readonly headers: readonly Content[];
  readonly login: readonly [user: string, password: SecretRef] | undefined;
  /** What stands before the first record, between two, and after the last one. */
  readonly frame: readonly [before: string, between: string, after: string];
  /** A template of syslog-ng's for one record. */
  readonly record: string;
  /** Most bytes and records of one request. */
  readonly bytes: number;
  readonly records: number;
}

/** The destinations that take logs, in the order of the file. */
export function logServices(infra: Infrastructure, host: string): readonly LogService[] {
  return infra.monitoring.sendTo.flatMap((it, index) => {
    if (!it.logs || it.kind === "remoteWrite") return [];
    return [{ ...SERVICES[it.kind](it, infra.name, host), name: destinationId(infra, index) }];
  });
}

type Described = Omit<LogService, "name">;

/** What the path of the record called it. */
const SERVICE = `\${.service}`;

/** Milliseconds since 1970. */
const MILLISECONDS = `\${UNIXTIME}\${MSEC}`;

const SERVICES: Readonly<Record<Exclude<Destination["kind"], "remoteWrite">, (it: Destination, site: string, host: string) => Described>> =
  {
    // HTTP Source: a record a line, up to 1 MB; what is not of a type for metrics is a log.
    sumologic: (it, site, host) => ({
      url: wholeUrl(it.url),
      headers: [
        text`Content-Type: text/plain; charset=utf-8`,
        text`X-Sumo-Host: ${host}`,
        text`X-Sumo-Name: ${site}`,
        ...(it.category === undefined ? [] : [text`X-Sumo-Category: ${it.category}`]),
      ],
      login: undefined,
      frame: ["", "\\n", ""],
      record: `$(format-json timestamp=int64(${MILLISECONDS}) host=${host} service="\${.service}" level="$LEVEL" message="$MESSAGE")`,
      bytes: 900_000,
      records: 2000,
    }),
    // POST /api/v2/logs: 5 MB, 1000 records; ddsource, service, hostname and status are its own words.
    datadog: (it, site, host) => ({
      url: text`https://http-intake.logs.${it.site ?? ""}/api/v2/logs`,
      headers: [text`Content-Type: application/json`, text`DD-API-KEY: ${inQuotes(it.key)}`],
      login: undefined,
      frame: ["[", ",", "]"],
      record: `$(format-json timestamp=int64(${MILLISECONDS}) hostname=${host} ddsource="\${.service}" service="\${.service}" status="$LEVEL" ddtags="site:${site}" message="$MESSAGE")`,
      bytes: 2_000_000,
      records: 900,
    }),
    // OTLP/HTTP 1.x in JSON: 64-bit integers as strings, enums as numbers (opentelemetry-proto, logs.proto).
    otlp: (it, site, host) => ({
      url: text`${wholeUrl(it.url)}/v1/logs`,
      headers: [
        text`Content-Type: application/json`,
        ...(it.token === undefined ? [] : [text`Authorization: Bearer ${inQuotes(it.token)}`]),
        ...(it.tenant === undefined ? [] : [text`X-Scope-OrgID: ${it.tenant}`]),
      ],
      login: it.user === undefined || it.password === undefined ? undefined : [it.user, inQuotes(it.password)],
      frame: [
        `{"resourceLogs":[{"resource":{"attributes":[${[attribute("host.name", host), attribute("service.namespace", site)].join(",")}]},"scopeLogs":[{"scope":{"name":"bartizan"},"logRecords":[`,
        ",",
        "]}]}]}",
      ],
      record: `{"timeUnixNano":"\${UNIXTIME}\${USEC}000","severityNumber":\${.severity},"severityText":"$LEVEL","body":$(format-json stringValue="$MESSAGE"),"attributes":[${attribute("service.name", SERVICE)}]}`,
      bytes: 2_000_000,
      records: 2000,
    }),
  };

const attribute = (key: string, value: string): string => `{"key":"${key}","value":{"stringValue":"${value}"}}`;
