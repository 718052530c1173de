import { kindsOf } from "../../kit/alert-test.ts";
import type { Mute, PartContext } from "../../kit/part.ts";
import type { Service } from "../../kit/service.ts";
import type { Infrastructure, Receiver, Role } from "../../model/infrastructure.ts";
import { type Content, text } from "../../util/content.ts";
import { peopleOf, WATCHDOG_FILE } from "./receivers.ts";
import { ONLY, receiverOf } from "./test-alert.ts";

/**
 * Alertmanager's configuration. Messages are grouped by `place`, the host that an alert is about (see vmalert), whichever host saw it.
 *
 * A page leaves after seconds; a ticket waits a minute, so that its cause can mute it. A silent host says all there is to say about
 * that host, and a host that somebody was paged for needs no ticket at the same time: it comes when the page is over, if it is still true.
 */
export function alertmanagerConfig(
  infra: Infrastructure,
  { roles, services, mutes }: Pick<PartContext, "roles" | "services" | "mutes">,
): Content {
  const { receivers, watchdog } = infra.monitoring;
  return text`# By Bartizan.
route:
  receiver: ${receivers.length === 0 ? "nobody" : "people"}
  group_by: [place]
  group_wait: 1m
  group_interval: 2m
  repeat_interval: 24h
  routes:
${kindsOf(infra).map(onlyRoute).join("")}    - matchers: ['severity = none']
      receiver: ${watchdog === undefined ? "nobody" : "watchdog"}
      group_by: [alertname]
      group_wait: 0s
      # A group is looked at once an interval, so what is due after 50 s goes out every minute.
      group_interval: 1m
      repeat_interval: 50s
    - matchers: ['severity = page']
      group_wait: 5s
      # What is new about a host that somebody was just told of waits no longer than this.
      group_interval: 30s
      repeat_interval: 4h
inhibit_rules:
  - source_matchers: ['alertname = HostSilent']
    target_matchers: ['alertname !~ "HostSilent|Watchdog"']
    equal: [place]
  - source_matchers: ['severity = page']
    target_matchers: ['severity = ticket']
    equal: [place]
${mutedUnits(roles, [...services.values()].flat())}${silentServers(infra)}${mutes.map(silentHosts).join("")}receivers:
  - name: nobody
${receivers.length === 0 ? text`` : text`  - name: people\n${peopleOf(infra, kindsOf(infra))}${onlyReceivers(infra)}`}${watchdog === undefined ? "" : WATCHDOG}`;
}

/** `bartizan alerts test` tells one kind of receiver at a time. */
function onlyRoute(kind: Receiver["kind"]): string {
  return `    - matchers: ['${ONLY} = ${kind}']
      receiver: ${receiverOf(kind)}
      group_by: [id]
      group_wait: 0s
      group_interval: 10s
`;
}

function onlyReceivers(infra: Infrastructure): Content {
  return kindsOf(infra).reduce<Content>((all, kind) => text`${all}  - name: ${receiverOf(kind)}\n${peopleOf(infra, [kind])}`, text``);
}

/** What says more about a service than that its unit does not run, in the order of the roles. */
function mutedUnits(order: readonly Role[], services: readonly Service[]): string {
  const causes = order.flatMap((role) =>
    services.flatMap(({ roles, saysMore, unit }) => (roles?.[0] === role && saysMore !== undefined ? [[saysMore, unit] as const] : [])),
  );
  return [...new Map(causes)]
    .map(
      ([cause, unit]) => `  - source_matchers: ['alertname = ${cause}']
    target_matchers: ['alertname =~ "UnitFailed|UnitNotRunning"', 'name = "${unit}"']
    equal: [place]
`,
    )
    .join("");
}

/**
 * What web servers and apps say of the hosts behind them is about themselves, since only a balancer is believed about another host. Of a host
 * that is silent they need not say it.
 */
function silentServers(infra: Infrastructure): string {
  const behind = infra.hosts.filter((host) => host.roles.some((role) => role === "app" || role === "database"));
  return behind
    .map(
      ({ name }) => `  - source_matchers: ['alertname = HostSilent', 'place = "${name}"']
    target_matchers: ['server = "${name}"']
`,
    )
    .join("");
}

function silentHosts({ alert, whileSilent }: Mute): string {
  return `  - source_matchers: ['alertname = HostSilent', 'place =~ "${whileSilent.join("|")}"']
    target_matchers: ['alertname = ${alert}']
`;
}

/** A call every minute for as long as the whole chain works, from the samples to the network; whoever misses it raises the alarm. */
const WATCHDOG = `  - name: watchdog
    webhook_configs:
      - url_file: '${WATCHDOG_FILE}'
        send_resolved: false
`;
