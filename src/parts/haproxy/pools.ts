import type { Pool } from "../../kit/pool.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { proxiesApp } from "./app-proxy.ts";
import { type Chooser, drainScript, lookScript, parseServers, returnScript, viewScript } from "./drain.ts";
import { outlastScript } from "./workers.ts";

/** The web servers, among whom the balancers choose, and the apps, among whom the web servers' proxies do. */
export function poolsOf(infra: Infrastructure): readonly Pool[] {
  const proxies = hostsOf(infra, "web").filter((host) => proxiesApp(host, infra));
  return [
    { role: "web", spares: () => false, ...chosen("site", hostsOf(infra, "balancer"), infra) },
    // An app beside a web server is left by leaving that one.
    { role: "app", spares: (host) => host.roles.includes("web"), ...chosen("app", proxies, infra) },
  ];
}

function chosen(chooser: Chooser, by: readonly Host[], infra: Infrastructure): Omit<Pool, "role" | "spares"> {
  return {
    by: by.map((it) => it.name),
    heal: viewScript(chooser),
    look: lookScript(chooser),
    drain: (names) => drainScript(chooser, names, infra),
    giveBack: (healthy, back, seconds) => returnScript(chooser, healthy, back, seconds),
    outlast: outlastScript,
    parse: (stdout) => parseServers(stdout, infra.app?.health ?? "/"),
  };
}
