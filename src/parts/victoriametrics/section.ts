import * as z from "zod";
import { MEMORY_MIB } from "../../kit/faces/memory.ts";
import type { SecretReference } from "../../language/config.ts";
import { itemsOf } from "../../language/draft.ts";
import { integer, list, oneOf, onOff, ruled, secretReference, text } from "../../language/field.ts";
import { twice } from "../../language/once.ts";
import { type Ledger, maybe } from "../../language/provenance.ts";
import { section } from "../../language/section.ts";
import { mailRule, tenantRule } from "../../language/texts.ts";
import { urlRule } from "../../language/url.ts";
import { domainRule } from "../../language/values.ts";
import { DESTINATION_KINDS, type Destination, RECEIVER_KINDS } from "../../model/infrastructure.ts";
import type { MailRelay, MailRelayConfig, Monitoring, MonitoringConfig } from "./language.ts";
import {
  alertNameRule,
  destinationKeys,
  destinationUrls,
  mailServerRule,
  mailUserRule,
  metricsRule,
  receiversReachable,
} from "./section-rules.ts";

const receiver = z.strictObject({
  kind: oneOf(RECEIVER_KINDS),
  to: ruled('a mail address, a URL or secret("NAME")', z.union([z.string(), secretReference()])),
});

const mail = z.strictObject({
  server: text('a mail server, such as "smtp.example.com:587"', mailServerRule),
  from: text("a mail address", mailRule).optional(),
  user: text("a user name in one line, without blanks", mailUserRule).optional(),
  password: secretReference().optional(),
});

const destination = z.strictObject({
  kind: oneOf(DESTINATION_KINDS),
  url: ruled('an https URL or secret("NAME")', z.union([z.string(), secretReference()])).optional(),
  site: text('a DNS name, such as "datadoghq.eu"', domainRule).optional(),
  key: secretReference().optional(),
  token: secretReference().optional(),
  user: text("a user name in one line, without blanks", mailUserRule).optional(),
  password: secretReference().optional(),
  tenant: text("letters, digits and . _ -, up to 150", tenantRule).optional(),
  category: text("letters, digits and . _ / -, up to 150", tenantRule).optional(),
  metrics: list(
    'a list of regular expressions, such as ["node_.+", "haproxy_.+"]',
    text('a regular expression for names of metrics, such as "node_.+"', metricsRule),
  ).optional(),
  from: oneOf(["monitor", "hosts"]).optional(),
  logs: onOff().optional(),
});

const DEFAULTS = {
  "monitoring.intervalSeconds": { value: 5, reason: "a fault shows within seconds" },
  "monitoring.retentionDays": { value: 30, reason: "a month to look back" },
  "monitoring.receivers": { value: [], reason: "alerts show in `bartizan status` alone" },
  "monitoring.withoutAlerts": { value: [], reason: "all alerts" },
  "monitoring.sendTo": { value: [], reason: "the measurements stay on the monitor" },
  "monitoring.sendTo[].metrics": { value: [], reason: "all of them" },
  "monitoring.sendTo[].from": { value: "monitor", reason: "one way out, and the key on one host" },
  "monitoring.sendTo[].logs": { value: false, reason: "logs stay in the journals of their hosts" },
};

type Book = Ledger<keyof typeof DEFAULTS>;

function resolve(config: MonitoringConfig | undefined, book: Book): Monitoring {
  const { file, optional, orDefault } = book;
  const receivers = config?.receivers ?? [];
  const times = {
    intervalSeconds: orDefault("monitoring.intervalSeconds", config?.intervalSeconds),
    retentionDays: orDefault("monitoring.retentionDays", config?.retentionDays),
  };
  if (receivers.length === 0) orDefault("monitoring.receivers", config?.receivers && []);
  return {
    ...times,
    ...optional("monitoring", "memory", config?.memory),
    receivers: receivers.map(({ kind, to }, index) => ({
      kind: file(`monitoring.receivers[${index}].kind`, kind),
      to: file(`monitoring.receivers[${index}].to`, reference(to)),
    })),
    ...maybe("mail", config?.mail && resolveMail(config.mail, book)),
    ...optional("monitoring", "watchdog", config?.watchdog === undefined ? undefined : reference(config.watchdog)),
    withoutAlerts: orDefault("monitoring.withoutAlerts", config?.withoutAlerts && [...config.withoutAlerts]),
    sendTo: resolveDestinations(config?.sendTo, book),
  };
}

function resolveDestinations(sendTo: MonitoringConfig["sendTo"], { file, optional, orDefault }: Book): readonly Destination[] {
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

function resolveMail(mail: MailRelayConfig, { file, optional }: Book): MailRelay {
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

export const monitoringSection = section({
  key: "monitoring",
  place: 90,
  schema: () =>
    z
      .strictObject({
        intervalSeconds: integer(1, 60).optional(),
        retentionDays: integer(1, 3650).optional(),
        memory: integer(MEMORY_MIB.least, MEMORY_MIB.most).optional(),
        receivers: list("a list of receivers: { kind, to }", receiver).optional(),
        mail: mail.optional(),
        watchdog: ruled('an https URL or secret("NAME")', z.union([z.string(), secretReference()]), (value) =>
          typeof value === "string" ? urlRule(value) : undefined,
        ).optional(),
        withoutAlerts: list("a list of names of alerts", text("the name of an alert, such as HostDiskFull", alertNameRule)).optional(),
        sendTo: list(
          "a list of services, each made by sumologic(...), datadog(...), otlp(...) or remoteWrite(...)",
          destination,
        ).optional(),
      })
      .optional(),
  defaults: DEFAULTS,
  resolve: (config, _site, book) => resolve(config, book),
  rules: [
    receiversReachable,
    destinationKeys,
    destinationUrls,
    ({ draft }) => twice(["monitoring", "withoutAlerts"], draft.monitoring?.withoutAlerts),
  ],
  secrets: ({ monitoring }) => [
    ...itemsOf(monitoring?.receivers).map(([index, { to }]) => [["monitoring", "receivers", index, "to"], to] as const),
    ...itemsOf(monitoring?.sendTo).flatMap(([index, it]) =>
      (["url", "key", "token", "password"] as const).map((key) => [["monitoring", "sendTo", index, key], it[key]] as const),
    ),
    [["monitoring", "watchdog"], monitoring?.watchdog],
    [["monitoring", "mail", "password"], monitoring?.mail?.password],
  ],
  insteadOfSecret: {
    allowed: 'secret("NAME")',
    mend: 'Write secret("NAME") here, take the value out of the file, and replace it if the file was ever shared.',
  },
});
