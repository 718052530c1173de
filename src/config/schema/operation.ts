import * as z from "zod";
import { DESTINATION_KINDS, FAILING, type Failing, RECEIVER_KINDS, ROLES } from "../../model/infrastructure.ts";
import { hostKeyRule, mailRule, mailServerRule, mailUserRule, urlRule } from "../destinations.ts";
import * as texts from "../texts.ts";
import { domainRule } from "../values.ts";
import { integer, list, number, oneOf, onOff, positive, ruled, secretReference, text } from "./field.ts";
import { reliability } from "./host.ts";

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
  tenant: text("letters, digits and . _ -, up to 150", texts.tenantRule).optional(),
  category: text("letters, digits and . _ / -, up to 150", texts.tenantRule).optional(),
  metrics: list(
    'a list of regular expressions, such as ["node_.+", "haproxy_.+"]',
    text('a regular expression for names of metrics, such as "node_.+"', texts.metricsRule),
  ).optional(),
  from: oneOf(["monitor", "hosts"]).optional(),
  logs: onOff().optional(),
});

export const monitoring = z.strictObject({
  intervalSeconds: integer(1, 60).optional(),
  retentionDays: integer(1, 3650).optional(),
  receivers: list("a list of receivers: { kind, to }", receiver).optional(),
  mail: mail.optional(),
  watchdog: ruled('an https URL or secret("NAME")', z.union([z.string(), secretReference()]), (value) =>
    typeof value === "string" ? urlRule(value) : undefined,
  ).optional(),
  withoutAlerts: list("a list of names of alerts", text("the name of an alert, such as HostDiskFull", texts.alertNameRule)).optional(),
  sendTo: list("a list of services, each made by sumologic(...), datadog(...), otlp(...) or remoteWrite(...)", destination).optional(),
});

export const backups = z.strictObject({
  to: text("the name of a host, or a URL (https, s3, sftp, ssh)"),
  hostKey: text('a public host key, such as "ssh-ed25519 AAAA..."', hostKeyRule).optional(),
  everyHours: integer(1, 8760).optional(),
  keepDays: integer(1, 3650).optional(),
  restoreTestDays: integer(1, 3650).optional(),
});

export const updates = z.strictObject({
  automatic: onOff().optional(),
  fromHour: integer(0, 23).optional(),
});

export const flow = z.strictObject({
  service: text(texts.SERVICE, texts.serviceRule),
  from: text('"anyone", "admin" or the name of a host'),
  to: text("the name of a host"),
  protocol: oneOf(["tcp", "udp"]).optional(),
  port: integer(1, 65535),
  encryption: oneOf(["none", "tls", "mutual-tls", "ssh"]),
  purpose: text("a sentence in one line", texts.sentenceRule),
});

export const objectives = z.strictObject({
  availability: ruled("a number between 0 and 1, such as 0.999", z.number(), texts.shareRule).optional(),
  peakQps: positive("requests a second").optional(),
  peakConnections: integer(1, 1_000_000).optional(),
  recoveryPointSeconds: number("seconds, 0 or more", 0).optional(),
  recoveryTimeSeconds: number("seconds, 0 or more", 0).optional(),
});

export const dependency = z.strictObject({
  neededBy: oneOf(["site", ...ROLES]),
  reliability: reliability().optional(),
});

/** Mean times by what fails. */
export const meanTimes = z.strictObject(
  Object.fromEntries(FAILING.map((kind) => [kind, optionalTimes()])) as Record<Failing, ReturnType<typeof optionalTimes>>,
);

function optionalTimes() {
  return reliability().optional();
}

export const costs = z.strictObject({
  currency: text('three capital letters (ISO 4217), such as "EUR"', texts.currencyRule),
  hostPerMonth: number("a number, 0 or more", 0),
});

export const waiver = z.strictObject({
  finding: text("the identity of a finding, such as `plaintext-hop@lb1->srv1`", texts.findingRule),
  reason: text("a sentence in one line", texts.sentenceRule),
  owner: text("who answers for it, in one line", texts.sentenceRule),
  until: text("a date, YYYY-MM-DD", texts.dateRule),
});
