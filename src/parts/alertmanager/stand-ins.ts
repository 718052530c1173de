import type { Infrastructure, Receiver } from "../../model/infrastructure.ts";
import type { SecretRef } from "../../util/content.ts";

/** What stands in for the secrets of the monitoring in a lab, by their names; nobody has the names below `.invalid` (RFC 2606). */
export function monitoringStandIns({ monitoring }: Infrastructure): ReadonlyMap<string, string> {
  const { receivers, watchdog, mail, sendTo } = monitoring;
  const named = (to: string | SecretRef | undefined, value: (name: string) => string): readonly (readonly [string, string])[] =>
    typeof to === "object" ? [[to.secret, value(to.secret)]] : [];
  return new Map([
    ...receivers.flatMap(({ kind, to }) => named(to, STAND_IN[kind])),
    ...named(watchdog, STAND_IN.webhook),
    ...named(mail?.password, STAND_IN.pagerduty),
    ...sendTo.flatMap((it) => [...named(it.url, url), ...[it.key, it.token, it.password].flatMap((secret) => named(secret, key))]),
  ]);
}

const url = (name: string): string => `https://lab.invalid/${name}`;
const key = (name: string): string => `made-up-${name}`;

const STAND_IN: Readonly<Record<Receiver["kind"], (name: string) => string>> = {
  email: () => "nobody@lab.invalid",
  webhook: url,
  slack: url,
  pagerduty: key,
  opsgenie: key,
};
