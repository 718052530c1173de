import type { Infrastructure } from "../../model/infrastructure.ts";
import { shellWord } from "../../util/shell.ts";
import type { App } from "./language.ts";

/**
 * What the question for the app's health carries besides, like every request from the balancer: an app that sends who comes in clear to
 * HTTPS, or answers for its own name alone, would otherwise never look well. Without X-Forwarded-For, by whose absence the web server
 * tells checks from requests; it sets one for the app itself.
 */
export function healthHeaders(infra: Infrastructure): Readonly<Record<string, string>> {
  return {
    Host: infra.domain,
    "X-Forwarded-Proto": infra.tls.certificate === "none" ? "http" : "https",
    "X-Forwarded-Host": infra.domain,
  };
}

/** HAProxy's check: the app's health, and nothing but 200 is well. */
export function healthCheck(infra: Infrastructure, more: Readonly<Record<string, string>> = {}): string {
  const headers = Object.entries({ ...healthHeaders(infra), ...more }).map(([name, value]) => ` hdr ${name} ${value}`);
  return `	option httpchk
	http-check send meth GET uri ${infra.app?.health ?? "/"} ver HTTP/1.1${headers.join("")}
	http-check expect status 200
`;
}

/** Where an app listens: a port of an address, or a unix socket. */
export type AppListener = { readonly address: string } | { readonly socket: string };

/** Shell command that asks an app past everything before it; it prints what came back unless that is 200. */
export function healthQuestion(infra: Infrastructure, { health }: App, at: AppListener): string {
  // What a web server would say of the client, who is this host.
  const headers = Object.entries({ ...healthHeaders(infra), "X-Forwarded-For": "127.0.0.1" });
  const words = headers.map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`).join(" ");
  const to =
    "socket" in at ? `--unix-socket ${at.socket} ${shellWord(`http://localhost${health}`)}` : shellWord(`http://${at.address}${health}`);
  return `answer=$(curl -sS -o /dev/null --max-time 2 -w '%{http_code} %{redirect_url}' ${words} ${to} 2>&1)
case $answer in
  '200 '*) exit 0 ;;
  *000\\ *) printf '%s\\n' ${shellWord(`no answer to GET ${health}:`)} "$answer" | sed 's/ *000 *$//; /^$/d' | paste -sd ' ' ;;
  *' ') printf '%s answered %s\\n' ${shellWord(`GET ${health}`)} "\${answer% }" ;;
  *) printf '%s answered %s (Location: %s)\\n' ${shellWord(`GET ${health}`)} "\${answer%% *}" "\${answer#* }" ;;
esac
exit 1`;
}
