import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { type Content, text } from "../../util/content.ts";
import { SLOW_LOG } from "../mariadb/server/names.ts";
import { DROP_PREFIX } from "../nftables/ruleset.ts";
import { type LogService, logServices } from "./services.ts";

/** A kind of log on a host: what it is called at the service, and syslog-ng's condition for its records. */
interface Log {
  readonly service: string;
  readonly condition: string;
}

const ofUnit = (service: string, unit: string): Log => ({ service, condition: `"\${.journald._SYSTEMD_UNIT}" eq "${unit}.service"` });

/** What leaves of a host's journals: the site's own logs, who logged in and what its firewall refuses, and nothing else. */
function logsOf(host: Host, infra: Infrastructure): readonly Log[] {
  return [
    // Who logged in, who tried to, and who became somebody else (RFC 5424: facilities 4 and 10). Anybody may choose a facility: what the site's
    // own services write, all of it in a journal of their own, is never that.
    { service: "auth", condition: `facility(auth, authpriv) and "\${.journald._NAMESPACE}" eq ""` },
    // A balancer's, and the ways to app and database.
    ofUnit("haproxy", "haproxy"),
    ...(host.roles.includes("web") ? [ofUnit("nginx", "nginx")] : []),
    ...(host.roles.includes("app") && infra.app !== undefined ? [ofUnit(infra.name, infra.name)] : []),
    ...(host.roles.includes("database") && infra.database !== undefined ? [ofUnit("mariadb", "mariadb")] : []),
    ...(host.firewall.by === "bartizan"
      ? [
          {
            service: "firewall",
            condition: `"\${.journald._TRANSPORT}" eq "kernel" and match("${DROP_PREFIX}" type(string) flags(prefix) value("MESSAGE"))`,
          },
        ]
      : []),
  ];
}

/** Severities of syslog (RFC 5424, 6.2.1) as OpenTelemetry counts them (logs data model, SeverityNumber). */
const SEVERITIES = { debug: 5, info: 9, notice: 10, warning: 13, err: 17, crit: 18, alert: 19, emerg: 21 } as const;

/** The whole of syslog-ng.conf. */
export function syslogNgConfig(host: Host, infra: Infrastructure): Content {
  const services = logServices(infra, host.name);
  const slow = host.roles.includes("database") && infra.database !== undefined;
  const parts: readonly Content[] = [
    text`${head}`,
    ...services.map(destination),
    text`${path(["source(journal);", "filter(recent);", ...choice(logsOf(host, infra))], services)}`,
    ...(slow ? [text`${slowLog}${path(["source(slow);", named("mariadb-slow")], services)}`] : []),
  ];
  return parts.reduce((all, part) => text`${all}${part}`);
}

const head = `# By Bartizan.
@version: 4.8

options {
    stats(freq(0));
    log-msg-size(65536);
    # A service that does not answer is asked again after so many seconds.
    time-reopen(10);
};

# From the beginning of the journal, and after a restart from where it stopped. Not read-old-records(no): with systemd 257 that
# reads nothing until the next restart.
source journal {
    systemd-journal(prefix(".journald.") namespace("*"));
};

# What is read for the first time may be weeks old.
filter recent {
    "$(- \${R_UNIXTIME} \${S_UNIXTIME})" < "86400"
};

# As OpenTelemetry counts them.
rewrite severity {
${Object.entries(SEVERITIES)
  .map(([level, number]) => `    set("${number}" value(".severity") condition(level(${level})));\n`)
  .join("")}};
`;

/** A query is told in several lines, the first of which begins with its time or who asked. */
const slowLog = `
source slow {
    file("${SLOW_LOG}" follow-freq(1) flags(no-parse) multi-line-mode(regexp) multi-line-timeout(2) multi-line-prefix("^# (Time|User@Host): "));
};
`;

const named = (service: string): string => `rewrite { set("${service}" value(".service")); };`;

/** What is none of these stays on the host. */
function choice(logs: readonly Log[]): readonly string[] {
  const branches = logs.map(
    ({ service, condition }, index) => `${index === 0 ? "if" : "elif"} (${condition}) {\n        ${named(service)}\n    }`,
  );
  return [...branches, 'else {\n        filter { "no" eq "yes" };\n    };'];
}

/** flow-control: when the buffers are full, the journal is the buffer. */
function path(steps: readonly string[], services: readonly LogService[]): string {
  const all = [...steps, "rewrite(severity);", ...services.map(({ name }) => `destination("${name}");`), "flags(flow-control);"];
  return `\nlog {\n${all.map((step) => `    ${step}\n`).join("")}};\n`;
}

/** Answers that say that it may be taken later; for those that a key or a path is wrong it waits, too, for people mend that. */
const LATER = [401, 403, 404, 407, 408, 425, 429, 500, 501, 502, 503, 504];

/** What is refused for good: the block is dropped, or it would be sent again and again, and all others would wait behind it. */
const NEVER = [400, 402, 405, 406, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 424, 426, 428, 431, 451];

/** Batches go in order, one at a time. What waits stands on disk, and outlives a kill. */
function destination(it: LogService): Content {
  const [before, between, after] = it.frame;
  const headers = it.headers.reduce<Content>((all, header) => text`${all}\n            "${header}"`, text``);
  const login = it.login === undefined ? text`` : text`\n        user("${it.login[0]}") password("${it.login[1]}")`;
  const actions = [...LATER.map((code) => `${code} => disconnect`), ...NEVER.map((code) => `${code} => drop`)].join(", ");
  const rest = `
        method("POST")
        ${before === "" ? "" : `body-prefix('${before}') body-suffix('${after}') `}delimiter("${between}")
        body('${it.record}')
        batch-lines(${it.records}) batch-bytes(${it.bytes}) batch-timeout(2000)
        content-compression("gzip")
        ca-file("/etc/ssl/certs/ca-certificates.crt")
        timeout(30)
        retries(1000000)
        response-action(${actions})
        disk-buffer(reliable(yes) capacity-bytes(1073741824) flow-control-window-bytes(4194304))
    );
};
`;
  return text`
destination "${it.name}" {
    http(
        url("${it.url}")
        headers(${headers}
        )${login}${rest}`;
}
