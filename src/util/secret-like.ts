/**
 * Shapes of well-known secrets. Every pattern is anchored by a literal and bounded, so that a long text costs linear time.
 */
const SHAPES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[0-9A-Z]{10}/],
  ["a URL with a password", /:\/\/[^\s/?#:@]{0,256}:(?!\$\{?[A-Za-z_]\w{0,64}\}?@)[^\s/?#@]{1,256}@/],
  ["an AWS access key", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a GitHub token", /\bgh[oprsu]_[0-9A-Za-z]{30,255}|\bgithub_pat_[0-9A-Za-z_]{30,255}/],
  ["a GitLab token", /\bglpat-[\w-]{20,255}/],
  ["a Slack token", /\bxox[abeoprs]-[0-9A-Za-z-]{10,255}/],
  [
    "a webhook's address",
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/-]{8,255}|discord(?:app)?\.com\/api\/webhooks\/\d{1,32}\/[\w-]{16,255}|\.webhook\.office\.com\/webhookb2\/[\w@/-]{16,255}/,
  ],
  ["a URL with a token", /[?&](?:access_?token|token|api_?key|secret|sig|signature)=[\w.~%+/-]{12,1024}/i],
  ["a payment provider's key", /\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,255}/],
  ["an API key", /\bsk-[A-Za-z0-9_-]{20,255}|\bAIza[0-9A-Za-z_-]{35}|\bSG\.[\w-]{16,64}\.[\w-]{16,64}/],
  ["an npm token", /\bnpm_[0-9A-Za-z]{36}/],
  ["a signed token (JWT)", /\beyJ[\w-]{8,2048}\.eyJ[\w-]{8,2048}\.[\w-]{8,1024}/],
];

/** What kind of secret the text holds, judged by its looks; undefined when it looks like none. */
export function secretKind(text: string): string | undefined {
  return SHAPES.find(([, pattern]) => pattern.test(text))?.[0];
}

/** The text with everything that looks like a secret taken out. */
export function withoutSecrets(text: string): string {
  if (/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/.test(text)) return "[not shown: it holds a private key]";
  return SHAPES.reduce((rest, [kind, pattern]) => rest.replaceAll(new RegExp(pattern, "g"), `[${kind}, not shown]`), text);
}

/** A name of one of these says where the secret is, how long it lives or what it is called, not what it is. */
const ABOUT = /_(?:FILE|PATH|DIR|URL|URI|HOST|PORT|NAME|HEADER|FIELD|TTL|SECONDS|MINUTES|HOURS|DAYS|LIFETIME|EXPIRY|LENGTH|COUNT|LIMIT)$/;
const CERTAIN = /PASSW(?:OR)?D|PASSPHRASE|SECRET|PRIVATE_?KEY|CREDENTIAL|(?<!BY|COM|ENCOM)PASS(?:_|$)/;
const LIKELY = /TOKEN(?!IZ)|API_?KEY|ACCESS_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY/;

/** Whether a variable of this name with this value is a literal secret. Switches and empty values are none, nor are numbers such as MAX_TOKENS. */
export function isLiteralSecret(name: string, value: string | number | boolean): boolean {
  if (secretKind(String(value)) !== undefined) return true;
  const upper = name
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toUpperCase();
  if (/^(?:|true|false|yes|no|on|off)$/i.test(String(value)) || ABOUT.test(upper)) return false;
  return CERTAIN.test(upper) || (LIKELY.test(upper) && !/^\d+(?:\.\d+)?$/.test(String(value)));
}
