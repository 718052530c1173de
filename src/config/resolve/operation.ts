import {
  type Backups,
  type Costs,
  type DeclaredFlow,
  type Dependency,
  type Destination,
  FAILING,
  type Infrastructure,
  type MailRelay,
  type Monitoring,
  type Objectives,
  type Updates,
  type Waiver,
} from "../../model/infrastructure.ts";
import type {
  BackupsConfig,
  CostsConfig,
  FlowConfig,
  InfrastructureConfig,
  MailRelayConfig,
  MonitoringConfig,
  SecretReference,
  UpdatesConfig,
} from "../language.ts";
import { type Ledger, maybe } from "../provenance.ts";
import { resolveReliability } from "./host.ts";

export function resolveMonitoring(config: MonitoringConfig | undefined, book: Ledger): Monitoring {
  const { file, optional, orDefault } = book;
  const receivers = config?.receivers ?? [];
  const times = {
    intervalSeconds: orDefault("monitoring.intervalSeconds", config?.intervalSeconds),
    retentionDays: orDefault("monitoring.retentionDays", config?.retentionDays),
  };
  if (receivers.length === 0) orDefault("monitoring.receivers", config?.receivers && []);
  return {
    ...times,
    receivers: receivers.map(({ kind, to }, index) => ({
      kind: file(`monitoring.receivers[${index}].kind`, kind),
      to: file(`monitoring.receivers[${index}].to`, reference(to)),
    })),
    ...maybe("mail", config?.mail && resolveMail(config.mail, file, optional)),
    ...optional("monitoring", "watchdog", config?.watchdog === undefined ? undefined : reference(config.watchdog)),
    withoutAlerts: orDefault("monitoring.withoutAlerts", config?.withoutAlerts && [...config.withoutAlerts]),
    sendTo: resolveDestinations(config?.sendTo, book),
  };
}

function resolveDestinations(sendTo: MonitoringConfig["sendTo"], { file, optional, orDefault }: Ledger): readonly Destination[] {
  if (sendTo === undefined || sendTo.length === 0) orDefault("monitoring.sendTo", sendTo && []);
  return (sendTo ?? []).map((it, index) => {
    const place = `monitoring.sendTo[${index}]`;
    const named = (key: "key" | "token" | "password") => optional(place, key, it[key] && { secret: it[key].secret });
    return {
      kind: file(`${place}.kind`, it.kind),
      ...optional(place, "url", it.url === undefined ? undefined : reference(it.url)),
      ...optional(place, "site", it.site),
      ...named("key"),
      ...named("token"),
      ...optional(place, "user", it.user),
      ...named("password"),
      ...optional(place, "tenant", it.tenant),
      ...optional(place, "category", it.category),
      metrics: orDefault("monitoring.sendTo[].metrics", it.metrics && [...it.metrics], `${place}.metrics`),
      from: orDefault("monitoring.sendTo[].from", it.from, `${place}.from`),
      logs: orDefault("monitoring.sendTo[].logs", it.logs, `${place}.logs`),
    };
  });
}

function resolveMail(mail: MailRelayConfig, file: Ledger["file"], optional: Ledger["optional"]): MailRelay {
  const place = "monitoring.mail";
  return {
    server: file(`${place}.server`, mail.server),
    ...optional(place, "from", mail.from),
    ...optional(place, "user", mail.user),
    ...optional(place, "password", mail.password && { secret: mail.password.secret }),
  };
}

function reference(written: string | SecretReference): string | SecretReference {
  return typeof written === "string" ? written : { secret: written.secret };
}

export function resolveBackups(config: BackupsConfig, { file, optional, orDefault }: Ledger): Backups {
  return {
    to: file("backups.to", config.to),
    ...optional("backups", "hostKey", config.hostKey),
    everyHours: orDefault("backups.everyHours", config.everyHours),
    keepDays: orDefault("backups.keepDays", config.keepDays),
    ...optional("backups", "restoreTestDays", config.restoreTestDays),
  };
}

export function resolveUpdates(config: UpdatesConfig | undefined, { orDefault }: Ledger): Updates {
  return {
    automatic: orDefault("updates.automatic", config?.automatic),
    fromHour: orDefault("updates.fromHour", config?.fromHour),
  };
}

export function resolveFlows(flows: readonly FlowConfig[] | undefined, { file, orDefault }: Ledger): readonly DeclaredFlow[] {
  if (flows === undefined || flows.length === 0) orDefault("flows", flows && []);
  return (flows ?? []).map((flow, index) => {
    const place = `flows[${index}]`;
    return {
      service: file(`${place}.service`, flow.service),
      from: file(`${place}.from`, flow.from),
      to: file(`${place}.to`, flow.to),
      protocol: orDefault("flows[].protocol", flow.protocol, `${place}.protocol`),
      port: file(`${place}.port`, flow.port),
      encryption: file(`${place}.encryption`, flow.encryption),
      purpose: file(`${place}.purpose`, flow.purpose),
    };
  });
}

export function resolveObjectives(config: InfrastructureConfig["objectives"], { optional }: Ledger): Objectives {
  return {
    ...optional("objectives", "availability", config?.availability),
    ...optional("objectives", "peakQps", config?.peakQps),
    ...optional("objectives", "peakConnections", config?.peakConnections),
    ...optional("objectives", "recoveryPointSeconds", config?.recoveryPointSeconds),
    ...optional("objectives", "recoveryTimeSeconds", config?.recoveryTimeSeconds),
  };
}

export function resolveDependencies(config: InfrastructureConfig["dependencies"], book: Ledger): readonly Dependency[] {
  return Object.entries(config ?? {}).map(([name, { neededBy, reliability }]) => ({
    name,
    neededBy: book.file(`dependencies.${name}.neededBy`, neededBy),
    ...maybe("reliability", reliability && resolveReliability(`dependencies.${name}.reliability`, reliability, book)),
  }));
}

export function resolveMeanTimes(config: InfrastructureConfig["reliability"], book: Ledger): Infrastructure["reliability"] {
  const known = FAILING.flatMap((failing) => {
    const times = config?.[failing];
    return times === undefined ? [] : [[failing, resolveReliability(`reliability.${failing}`, times, book)] as const];
  });
  return Object.fromEntries(known);
}

export function resolveCosts(config: CostsConfig, { file }: Ledger): Costs {
  return { currency: file("costs.currency", config.currency), hostPerMonth: file("costs.hostPerMonth", config.hostPerMonth) };
}

export function resolveWaivers(waivers: InfrastructureConfig["waivers"], { file, orDefault }: Ledger): readonly Waiver[] {
  if (waivers === undefined || waivers.length === 0) orDefault("waivers", waivers && []);
  return (waivers ?? []).map(({ finding, reason, owner, until }, index) => {
    const place = `waivers[${index}]`;
    return {
      finding: file(`${place}.finding`, finding),
      reason: file(`${place}.reason`, reason),
      owner: file(`${place}.owner`, owner),
      until: file(`${place}.until`, until),
    };
  });
}
