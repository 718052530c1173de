import { windowOf } from "../kit/window.ts";
import { writersInOrder } from "../model/database.ts";
import { hostsOf } from "../model/infrastructure.ts";
import type {
  AlertSight,
  AppSight,
  BalancerSight,
  DatabaseSight,
  HostSight,
  MonitorSight,
  Observation,
  TrafficSight,
  WebSight,
} from "../model/observation.ts";
import type { Watched } from "../model/watched.ts";
import type { Answer } from "./answer.ts";

type Host = Watched["hosts"][number];

/** Puts what the monitor answered beside what the file says there should be. */
export function observation(infra: Watched, monitor: string, answer: Answer, alerts: readonly AlertSight[] | null): Observation {
  return {
    version: 1,
    infrastructure: infra.name,
    monitor,
    at: new Date(answer.at * 1000).toISOString(),
    windowSeconds: windowOf(infra),
    balancers: hostsOf(infra, "balancer").map((host) => balancer(host, infra, answer)),
    web: hostsOf(infra, "web").map((host) => web(host, answer)),
    apps: infra.app === undefined ? [] : hostsOf(infra, "app").map((host) => app(host, answer)),
    databases: hostsOf(infra, "database").map((host) => database(host, infra, answer)),
    hosts: infra.hosts.map((host) => hostSight(host, answer)),
    monitors: hostsOf(infra, "monitor").map((host) => monitorSight(host, answer)),
    alerts,
  };
}

function number(answer: Answer, measure: string, host: string): number | null {
  return answer.samples.get(measure)?.find((sample) => sample.labels.host === host)?.value ?? null;
}

function flag(answer: Answer, measure: string, host: string): boolean | null {
  const value = number(answer, measure, host);
  return value === null ? null : value === 1;
}

/** A counter that has never counted has no series: no errors among some answers are zero errors. */
function share(errors: number | null, all: number | null): number | null {
  if (all === null) return null;
  return all === 0 ? 0 : (errors ?? 0) / all;
}

function balancer(host: Host, infra: Watched, answer: Answer): BalancerSight {
  const own = (measure: string) => (answer.samples.get(measure) ?? []).filter((sample) => sample.labels.host === host.name);
  const [checks, drains] = [own("serverUp"), own("serverDrained")];
  return {
    host: host.name,
    up: flag(answer, "balancerUp", host.name),
    serversUp: checks.length === 0 ? null : checks.filter((sample) => sample.value === 1).length,
    serversDrained: drains.length === 0 ? null : drains.filter((sample) => sample.value === 1).length,
    servers: hostsOf(infra, "web").length,
    waiting: number(answer, "balancerWaiting", host.name),
    requestsPerSecond: number(answer, "balancerRequests", host.name),
    errorRatio: share(number(answer, "balancerErrors", host.name), number(answer, "balancerAnswers", host.name)),
    p50Seconds: number(answer, "balancerP50", host.name),
    p95Seconds: number(answer, "balancerP95", host.name),
    p99Seconds: number(answer, "balancerP99", host.name),
  };
}

function web(host: Host, answer: Answer): WebSight {
  const up = flag(answer, "webUp", host.name);
  // A server that began a moment ago has no rate yet.
  const requests = number(answer, "webRequests", host.name) ?? (up === true ? 0 : null);
  const traffic: TrafficSight = {
    requestsPerSecond: requests,
    errorRatio: share(number(answer, "webErrors", host.name), requests),
    p50Seconds: number(answer, "webP50", host.name),
    p95Seconds: number(answer, "webP95", host.name),
    p99Seconds: number(answer, "webP99", host.name),
  };
  const waiting = number(answer, "webWaiting", host.name);
  return { host: host.name, up, ...checkOf(host, answer, "serverUp", "serverCheck"), drained: drained(host, answer), waiting, ...traffic };
}

/** What the proxies that check a server say of it, all of them; and the status that it failed with. */
function checkOf(host: Host, answer: Answer, passed: string, code: string): { healthy: boolean | null; checkStatus: number | null } {
  const of = (measure: string) => (answer.samples.get(measure) ?? []).filter((sample) => sample.labels.server === host.name);
  const checks = of(passed);
  const healthy = checks.length === 0 ? null : checks.every((sample) => sample.value === 1);
  // Of checks that got no answer at all the code is 0.
  const failed = of(code).find((sample) => sample.value > 0 && sample.value !== 200);
  return { healthy, checkStatus: healthy === false ? (failed?.value ?? null) : null };
}

/** Whether one of those that choose among servers passes this one over, as it was told. */
function drained(host: Host, answer: Answer, by: string = "serverDrained"): boolean | null {
  const told = (answer.samples.get(by) ?? []).filter((sample) => sample.labels.server === host.name);
  return told.length === 0 ? null : told.some((sample) => sample.value === 1);
}

function app(host: Host, answer: Answer): AppSight {
  return {
    host: host.name,
    up: flag(answer, "appUp", host.name),
    ...(host.roles.includes("web") ? checkOf(host, answer, "serverUp", "serverCheck") : checkOf(host, answer, "appChecked", "appCheck")),
    drained: drained(host, answer, host.roles.includes("web") ? "serverDrained" : "appDrained"),
  };
}

function database(host: Host, infra: Watched, answer: Answer): DatabaseSight {
  const node = infra.database?.topology === "galera";
  const replica = !node && infra.database?.primary !== host.name;
  const receiving = flag(answer, "databaseReceiving", host.name);
  const applying = flag(answer, "databaseApplying", host.name);
  const up = flag(answer, "databaseUp", host.name);
  return {
    host: host.name,
    role: node ? "node" : replica ? "replica" : "primary",
    up,
    readOnly: flag(answer, "databaseReadOnly", host.name),
    writer: writer(host, infra, answer),
    queriesPerSecond: number(answer, "databaseQueries", host.name),
    connections: number(answer, "databaseConnections", host.name),
    maxConnections: number(answer, "databaseMaxConnections", host.name),
    // A replica that was never set up has no status of its replication at all.
    replicating: !replica || up === null ? null : receiving === true && applying === true,
    lagSeconds: replica ? number(answer, "databaseLag", host.name) : null,
    ready: node ? flag(answer, "databaseReady", host.name) : null,
    members: node ? number(answer, "databaseMembers", host.name) : null,
  };
}

/** Of nodes that are written to one at a time it is the first that passes the check. */
function writer(host: Host, infra: Watched, answer: Answer): boolean | null {
  const readOnly = flag(answer, "databaseReadOnly", host.name);
  const accepts = readOnly === null ? null : !readOnly && flag(answer, "databaseUp", host.name) !== false;
  if (infra.database?.topology !== "galera") return accepts;
  const checked = answer.samples.get("databaseChecked") ?? [];
  if (checked.length === 0) return null;
  const passed = writersInOrder(infra).filter((node) => checked.some((it) => it.labels.server === node.name && it.value === 1));
  return (infra.database.writers === "one" ? passed.slice(0, 1) : passed).some((it) => it.name === host.name);
}

function hostSight(host: Host, answer: Answer): HostSight {
  const disks = (answer.samples.get("hostDisk") ?? []).filter((sample) => sample.labels.host === host.name);
  const fullest = disks.reduce<(typeof disks)[number] | undefined>(
    (worst, disk) => (worst === undefined || disk.value > worst.value ? disk : worst),
    undefined,
  );
  return {
    host: host.name,
    sampleAgeSeconds: number(answer, "hostAge", host.name),
    cpuRatio: number(answer, "hostCpu", host.name),
    memoryRatio: number(answer, "hostMemory", host.name),
    diskRatio: fullest?.value ?? null,
    diskMount: fullest?.labels.mountpoint ?? null,
    receivedBytesPerSecond: number(answer, "hostReceived", host.name),
    sentBytesPerSecond: number(answer, "hostSent", host.name),
    undeliveredBytes: number(answer, "hostUndelivered", host.name),
  };
}

function monitorSight(host: Host, answer: Answer): MonitorSight {
  return {
    host: host.name,
    series: answer.samples.get("monitorSeries")?.[0]?.value ?? null,
    storedBytes: number(answer, "monitorStored", host.name),
    freeBytes: number(answer, "monitorFree", host.name),
  };
}
