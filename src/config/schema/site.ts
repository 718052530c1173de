import * as z from "zod";
import { MOST_CONNECTIONS_PER_HOST } from "../../model/app-limits.ts";
import { LOWEST_APP_PORT } from "../defaults.ts";
import { mailRule, urlRule } from "../destinations.ts";
import * as texts from "../texts.ts";
import * as rules from "../values.ts";
import { address, folder, integer, list, oneOf, onOff, ruled, secretReference, text } from "./field.ts";

const providedCertificate = z.strictObject({
  names: list(
    'a list of DNS names, such as ["www.example.com"]',
    text('a DNS name, such as "www.example.com" or "*.example.com"', texts.certificateNameRule),
  ),
  expires: text("a date, YYYY-MM-DD", texts.dateRule),
  renewal: oneOf(["automatic", "manual"]),
  keys: oneOf(["per-host", "shared"]).optional(),
});

const acme = z.strictObject({
  termsAgreed: ruled("true: you agree to the terms of the CA", z.literal(true)),
  directory: text("an https URL", urlRule).optional(),
  email: text("a mail address", mailRule).optional(),
  authority: text("certificates in PEM, -----BEGIN CERTIFICATE----- and so on", texts.pemRule).optional(),
  binding: z.strictObject({ keyId: text("the identifier that the CA gave you", texts.tenantRule), key: secretReference() }).optional(),
});

export const tls = z.strictObject({
  certificate: oneOf(["internal", "acme", "provided", "none"]),
  acme: acme.optional(),
  provided: providedCertificate.optional(),
  terminateAt: oneOf(["balancer"]),
  lifetimeDays: integer(2, 397).optional(),
  upstream: oneOf(["plain", "unverified", "verified"]).optional(),
  redirectHttp: onOff().optional(),
  hstsSeconds: integer(0, 315_360_000).optional(),
  profile: oneOf(["intermediate", "old"]).optional(),
});

const ADDRESS_KEYS = { 4: "virtualAddress", 6: "virtualAddress6" } as const;

export const balancer = z.strictObject({
  virtualAddress: address(4, ADDRESS_KEYS).optional(),
  virtualAddress6: address(6, ADDRESS_KEYS).optional(),
  peers: oneOf(["unicast", "multicast"]).optional(),
  priorities: ruled("numbers from 1 to 254 by the name of a balancer", z.record(z.string(), integer(1, 254))).optional(),
  advertiseSeconds: ruled("seconds from 0.1 to 10, in steps of 0.01", z.number().min(0.1).max(10), texts.centisecondsRule).optional(),
  healthCheck: onOff().optional(),
});

const limits = z.strictObject({
  requestBodyMb: integer(1, 1_000_000).optional(),
  headersKb: integer(8, 128).optional(),
  answerSeconds: integer(1, 3600).optional(),
  pauseSeconds: integer(10, 3600).optional(),
  idleSeconds: integer(10, 86_400).optional(),
  requestsPerHost: integer(1, 8000).optional(),
  connectionsPerHost: integer(1, MOST_CONNECTIONS_PER_HOST).optional(),
});

export const app = z.strictObject({
  source: text("a folder, relative to the config file", rules.sourceRule),
  build: text("a shell command in one line", rules.commandRule).optional(),
  output: folder("a folder below `source`").optional(),
  packages: list("a list of names of Debian packages", text("the name of a Debian package", rules.packageRule)).optional(),
  command: text("a command in one line", rules.commandRule),
  health: text("a path of a URL: `/`, then letters, digits and . _ ~ / ? = & % + : @ , -", rules.healthRule).optional(),
  startSeconds: integer(1, 600).optional(),
  static: folder("a folder in the release").optional(),
  listen: ruled(
    `a port from ${LOWEST_APP_PORT} to 65535, or "socket"`,
    z.union([z.int().min(LOWEST_APP_PORT).max(65535), z.literal("socket")]),
  ).optional(),
  env: ruled(
    'variables by name (capital letters, digits and _): texts, numbers, true, false or secret("NAME")',
    z.record(
      z.string(),
      ruled(
        'a text, a number, true, false or secret("NAME")',
        z.union([z.string(), z.number(), z.boolean(), secretReference()]),
        rules.envValueRule,
      ),
    ),
  ).optional(),
  limits: limits.optional(),
});

export const database = z.strictObject({
  engine: oneOf(["mariadb"]),
  topology: oneOf(["primary-replica", "galera"]),
  primary: text("the name of a host that runs `database`").optional(),
  writers: oneOf(["one", "all"]).optional(),
  arbitrator: text("the name of a host that does not run `database`").optional(),
  replicasReadOnly: onOff().optional(),
  replication: oneOf(["async", "semi-sync"]).optional(),
  promotion: oneOf(["manual", "none"]).optional(),
  tls: oneOf(["required", "none"]).optional(),
  name: text("a small letter, then up to 31 small letters, digits and _", rules.databaseNameRule).optional(),
});
