import type { DestinationConfig } from "../../language/config.ts";
import { describe } from "../../language/describe.ts";
import { type ConfigRule, itemsOf } from "../../language/draft.ts";
import { type Mistake, outOfPlace, type Rule } from "../../language/fault.ts";
import type { Path } from "../../language/path.ts";
import { mailRule } from "../../language/texts.ts";
import { urlRule } from "../../language/url.ts";
import { quoted } from "../../util/quoted.ts";
import { secretKind } from "../../util/secret-like.ts";

// What may stand in the section `monitoring`, value by value and together.

/** A mail server by its name, or an address, with or without a port. */
export const mailServerRule: Rule<string> = (value) => {
  const [, host = "", port] = /^([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::(\d{1,5}))?$/.exec(value) ?? [];
  if (host !== "" && (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535))) return undefined;
  return { code: "BZ_CONFIG_MAIL_SERVER", allowed: 'a host, or host and port, such as "smtp.example.com:587"' };
};

/** It stands in a line of the mail server's table, where a blank or a colon would end it. */
export const mailUserRule: Rule<string> = (value) =>
  /^[\x21-\x39\x3b-\x7e]{1,255}$/.test(value)
    ? undefined
    : { code: "BZ_CONFIG_MAIL_SERVER", allowed: "letters, digits and signs, without blanks and colons" };

/** A regular expression that RE2 and JavaScript read the same way; it stands between quotation marks in other files. */
export const metricsRule: Rule<string> = (value) => {
  const fault = { code: "BZ_CONFIG_METRICS" } as const;
  if (!/^[A-Za-z0-9_:.*+?|()[\]-]{1,500}$/.test(value)) return fault;
  try {
    new RegExp(`^(?:${value})$`);
    return undefined;
  } catch {
    return fault;
  }
};
export const alertNameRule: Rule<string> = (value) =>
  /^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(value) ? undefined : { code: "BZ_CONFIG_ALERT_NAME" };

/** Where each kind of receiver is; those with a key are told apart by it alone, so it is a secret. */
export const receiversReachable: ConfigRule = ({ draft }) =>
  itemsOf(draft.monitoring?.receivers).flatMap(([index, { kind, to }]): readonly Mistake[] => {
    const path = ["monitoring", "receivers", index, "to"];
    if (kind === undefined || typeof to !== "string" || secretKind(to) !== undefined) return [];
    if (kind === "pagerduty" || kind === "opsgenie") {
      const mend = `Write secret("${kind.toUpperCase()}_KEY"), take the key out of the file, and replace it if the file was ever shared.`;
      return [{ path, code: "BZ_CONFIG_SECRET_LITERAL", found: `a key of ${kind} (not shown)`, allowed: 'secret("NAME")', mend }];
    }
    const fault = kind === "email" ? mailRule(to) : urlRule(to);
    const allowed = kind === "email" ? 'a mail address or secret("NAME")' : 'an https URL or secret("NAME")';
    return fault === undefined ? [] : [{ path, found: describe(to), allowed, ...fault }];
  });

type Key = keyof DestinationConfig;
type Kind = DestinationConfig["kind"];

/** What each service has to be told, and what it may be told besides `metrics`. */
const KEYS: Readonly<Record<Kind, { readonly must: readonly Key[]; readonly may: readonly Key[] }>> = {
  sumologic: { must: ["url"], may: ["category", "logs"] },
  datadog: { must: ["site", "key"], may: ["logs"] },
  otlp: { must: ["url"], may: ["token", "user", "password", "tenant", "logs"] },
  remoteWrite: { must: ["url"], may: ["token", "user", "password", "tenant", "from"] },
};

const EXAMPLES: Partial<Record<Key, string>> = {
  url: 'an https URL, or secret("NAME")',
  site: 'the site of Datadog, such as "datadoghq.eu"',
  key: 'secret("NAME")',
  user: "a user name",
  password: 'secret("NAME")',
};

/** Every service is told what it needs, and nothing that only others know. */
export const destinationKeys: ConfigRule = (context) =>
  itemsOf(context.draft.monitoring?.sendTo).flatMap(([index, it]): readonly Mistake[] => {
    const { kind } = it;
    if (kind === undefined) return [];
    const path = ["monitoring", "sendTo", index];
    const { must, may } = KEYS[kind];
    const known: readonly string[] = ["kind", "metrics", ...must, ...may];
    const pair: readonly Key[] = it.user === undefined && it.password === undefined ? [] : ["user", "password"];
    const missing = [...must, ...pair]
      .filter((key) => known.includes(key) && !context.said(path, key))
      .map((key): Mistake => ({ path: [...path, key], code: "BZ_CONFIG_KEY_MISSING", found: "nothing", allowed: EXAMPLES[key] ?? "" }));
    const strange = Object.entries(it).flatMap(([key, value]) =>
      value === undefined || known.includes(key)
        ? []
        : [outOfPlace([...path, key], `${quoted(key)}, with the kind ${quoted(kind)}`, known.join(", "))],
    );
    return [...missing, ...strange, ...twoLogins(it, path)];
  });

function twoLogins({ token, user }: { readonly token?: unknown; readonly user?: unknown }, path: Path): readonly Mistake[] {
  if (token === undefined || user === undefined) return [];
  return [outOfPlace([...path, "token"], "a token, and a user", "either of them", "Remove one of the two.")];
}

/** What is called is encrypted; the URL of Sumo Logic's sources is the key itself, and vmagent knows no URL that is a secret. */
export const destinationUrls: ConfigRule = ({ draft }) =>
  itemsOf(draft.monitoring?.sendTo).flatMap(([index, { kind, url }]): readonly Mistake[] => {
    if (kind === undefined || url === undefined || kind === "datadog") return [];
    const path = ["monitoring", "sendTo", index, "url"];
    if (typeof url !== "string") {
      if (kind !== "remoteWrite") return [];
      const mend = "Write the URL here, and what is secret as token, or as user and password.";
      return [{ path, code: "BZ_CONFIG_TYPE", found: "a secret", allowed: "an https URL", mend }];
    }
    if (secretKind(url) !== undefined) return [];
    if (kind === "sumologic") {
      const mend = 'Write secret("SUMO_URL"), take the URL out of the file, and make a new one if the file was ever shared.';
      return [{ path, code: "BZ_CONFIG_SECRET_LITERAL", found: "the URL of a source (not shown)", allowed: 'secret("NAME")', mend }];
    }
    const fault = urlRule(url) ?? fitsInUnit(url);
    return fault === undefined ? [] : [{ path, found: "this URL (not shown)", allowed: "an https URL", ...fault }];
  });

/** It stands in a command line, where a comma would begin the next URL, and in a unit, where a % and a $ mean something else. */
function fitsInUnit(url: string): { readonly code: "BZ_CONFIG_URL" } | undefined {
  return /^https:\/\/[A-Za-z0-9._~:/?=&+@[\]-]+$/.test(url) ? undefined : { code: "BZ_CONFIG_URL" };
}
