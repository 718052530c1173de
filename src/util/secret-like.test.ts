import { expect, test } from "vitest";
import { isLiteralSecret, secretKind, withoutSecrets } from "./secret-like.ts";

// Put together here, so that no scanner takes this file for a leak.
const made = (...parts: readonly string[]): string => parts.join("");
const SECRETS: readonly (readonly [kind: string, text: string])[] = [
  ["a private key", made("-----BEGIN ", "OPENSSH PRIVATE KEY-----\nabc")],
  ["a private key", made("-----BEGIN ", "PRIVATE KEY-----")],
  ["a private key", made("AGE-SECRET-KEY-1", "QQQQQQQQQQQQQQ")],
  ["a URL with a password", "mysql://app:hunter2@10.0.0.5/app"],
  ["a URL with a password", "redis://:hunter2@cache:6379"],
  ["an AWS access key", made("AKIA", "IOSFODNN7EXAMPLE")],
  ["a GitHub token", made("ghp_", "a".repeat(36))],
  ["a GitLab token", made("glpat-", "a".repeat(20))],
  ["a Slack token", made("xoxb-", "1234567890-abc")],
  ["a payment provider's key", made("sk_live_", "a".repeat(24))],
  ["an API key", made("sk-", "a".repeat(40))],
  ["an npm token", made("npm_", "a".repeat(36))],
  ["a signed token (JWT)", made("eyJhbGciOiJI", ".eyJzdWIiOiIx", ".c2lnbmF0dXJl")],
];

test.each(SECRETS)("%s is known by its looks: %s", (kind, text) => {
  expect(secretKind(`x ${text} y`)).toBe(kind);
  expect(withoutSecrets(`before ${text} after`)).not.toContain(text);
});

test.each([
  "node server.js --port 3000",
  "https://www.example.com/a:b@c",
  "mysql://app:$DB_PASSWORD@db/app",
  made("mysql://app:$", "{DB_PASSWORD}@db/app"),
  "eyJ",
  "sk-short",
  "http://host:8080/x@y",
])("%s is no secret", (text) => {
  expect(secretKind(text)).toBeUndefined();
  expect(withoutSecrets(text)).toBe(text);
});

test.each([
  ["DB_PASSWORD", "hunter2"],
  ["DBPASS", "hunter2"],
  ["SMTP_PASSWD", "hunter2"],
  ["SESSION_SECRET", "hunter2"],
  ["AUTH_TOKEN", "hunter2"],
  ["STRIPE_API_KEY", "hunter2"],
  ["APIKEY", "hunter2"],
  ["SSH_PRIVATE_KEY", "hunter2"],
  ["AWS_CREDENTIALS", "hunter2"],
  ["apiKey", "hunter2"],
  ["PIN_PASS", 1234],
  ["DATABASE", "mysql://a:b@c"],
])("%s with %s is a literal secret", (name, value) => {
  expect(isLiteralSecret(name, value)).toBe(true);
});

test.each([
  ["LOG_LEVEL", "info"],
  ["DB_PASSWORD_FILE", "/run/secrets/db"],
  ["TOKEN_TTL", "3600"],
  ["MAX_TOKENS", 4096],
  ["MAX_TOKENS", "4096"],
  ["USE_TOKENS", true],
  ["REQUIRE_PASSWORD", "yes"],
  ["BYPASS_CACHE", "users"],
  ["COMPASS", "north"],
  ["PASSENGER_SEATS", "four"],
  ["TOKENIZER", "bpe"],
])("%s with %s is none", (name, value) => {
  expect(isLiteralSecret(name, value)).toBe(false);
});

test("a long text that nearly is a secret takes no time", () => {
  const near = [
    "eyJ".repeat(100_000),
    "://a".repeat(100_000),
    `://${"a".repeat(300_000)}`,
    "sk-a".repeat(75_000),
    "-----BEGIN ".repeat(30_000),
    "ghp_".repeat(75_000),
  ];
  const start = process.hrtime.bigint();
  for (const text of near) {
    secretKind(text);
    withoutSecrets(text);
  }
  expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(3_000);
});
