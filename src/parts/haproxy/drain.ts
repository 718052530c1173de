import { finishSeconds } from "../../kit/limits.ts";
import type { ServerState } from "../../kit/pool.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import type { CommandResource } from "../../state/resource.ts";
import { WEB_CHECK } from "./check-timing.ts";
import { workerFunctions } from "./workers.ts";

/** Who chooses among servers: the balancers among the web servers (`site`), the web servers' proxies among the apps (`app`). */
export type Chooser = "site" | "app";

/** Whom Bartizan has drained, a name a line. In /run: a reboot forgets the note together with what it is about. */
export const DRAINED: Readonly<Record<Chooser, string>> = { site: "/run/bartizan-drained", app: "/run/bartizan-drained-apps" };
/** Nobody wants to wait longer for a change, whatever the app may take for an answer. */
const PATIENCE_SECONDS = 300;

/** A check that began after a change has ended by then: the time to the next check, what it may take, and a little. */
const FRESH_CHECK_SECONDS = WEB_CHECK.inter + WEB_CHECK.timeout + 0.2;

/**
 * `show stat` gives 1 proxy, 2 server, 5 current sessions, 18 status. A server whose last checks failed
 * counts as up, or as drained, until `fall` of them have: how well it is says its `check_health`, which goes up to rise + fall - 1.
 * `check_status` and `check_code` say why it failed: they are the last fields before free text. Time is that of a clock that nobody sets.
 */
const functions = (chooser: Chooser): string => `export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
${workerFunctions}view() { current 'show stat' | awk -F, '
NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
$1 == "${chooser}_read" && $2 != "BACKEND" {
  health = $at["check_health"]; full = $at["check_rise"] + $at["check_fall"] - 1
  print $2 "\\t" $18 (health != "" && health < full && $18 !~ "/" ? " " health "/" full : "") "\\t" $at["check_status"] "\\t" $at["check_code"]
}'; }
busy() { each 'show stat' | awk -F, -v "names= $1 " '($1 == "${chooser}_read" || $1 == "${chooser}_write") && index(names, " " $2 " ") { n += $5 } END { print n + 0 }'; }
ill() { view | awk -F'\\t' -v "names= $1 " 'index(names, " " $1 " ") && $2 !~ /^(UP|DRAIN|NOLB|no check)$/'; }
clock() { cut -d. -f1 /proc/uptime; }
ready() { for name in $1; do current "set server ${chooser}_read/$name state ready" >/dev/null; done; }
`;

/** Reads what the scripts here print: the servers by name, as one that chooses sees them. `health`: the path that is asked for. */
export function parseServers(stdout: string, health: string): ReadonlyMap<string, ServerState> {
  const rows = stdout.split("\n").flatMap((line) => (line.includes("\t") ? [line.split("\t")] : []));
  return new Map(
    rows.map(([name = "", status = "", check = "", code = ""]) => [
      name,
      { serves: /^(UP|no check)/.test(status), status, why: whyIll(check, code, health) },
    ]),
  );
}

/** What came back to a check that failed, for people; HAProxy's management guide, 9.1, has the words. `code`: the HTTP status, if there was one. */
function whyIll(check: string, code: string, health: string): string {
  if (/^\*? ?L7STS$/.test(check)) return `GET ${health} answered ${code}`;
  if (/TOUT$/.test(check)) return `no answer to GET ${health} in time`;
  if (/L4CON$/.test(check)) return "the connection was refused";
  return /L6/.test(check) ? "TLS failed" : check === "" || /OK$/.test(check) ? "" : `the check said ${check}`;
}

/** Shell script that puts back whom a run that died had drained, and prints `SERVER TAB STATUS TAB CHECK TAB CODE` of each server. */
export function viewScript(chooser: Chooser): string {
  const note = DRAINED[chooser];
  return `${functions(chooser)}
if [ -s ${note} ]; then ready "$(cat ${note})"; rm -f ${note}; fi
view
`;
}

/** Shell script that only looks. */
export function lookScript(chooser: Chooser): string {
  return `${functions(chooser)}\nview\n`;
}

/** Shell script after which these servers get no new requests; ends when those that they have are answered. */
export function drainScript(chooser: Chooser, names: readonly string[], infra: Infrastructure): string {
  // Whoever still waits then has no answer to wait for. Streams are not waited for: they would go on for hours.
  const seconds = Math.min(PATIENCE_SECONDS, finishSeconds(infra) + 5);
  return `${functions(chooser)}
# Noted first: a run that dies between the two only puts back what was never away.
for name in ${names.join(" ")}; do
  echo "$name" >>${DRAINED[chooser]}
  current "set server ${chooser}_read/$name state drain" >/dev/null
done
# Nobody can be drained in a process that a reload has left behind.
outlast
end=$(($(clock) + ${seconds}))
while [ "$(busy '${names.join(" ")}')" -gt 0 ] && [ "$(clock)" -lt "$end" ]; do sleep 0.2; done
`;
}

/**
 * Shell script that waits until the checks find all of `healthy` well, then sends requests to those of `back` again. Prints
 * the same of those that are not. These are put back, too: the checks keep them out, and nothing is left behind.
 */
export function returnScript(chooser: Chooser, healthy: readonly string[], back: readonly string[], seconds: number): string {
  const note = DRAINED[chooser];
  return `${functions(chooser)}${back.length > 0 && seconds > 0 ? `sleep ${FRESH_CHECK_SECONDS}\n` : ""}
end=$(($(clock) + ${seconds}))
while found=$(ill '${healthy.join(" ")}') && [ -n "$found" ] && [ "$(clock)" -lt "$end" ]; do sleep 0.2; done
[ -z "$found" ] || printf '%s\n' "$found"
ready '${back.join(" ")}'
for name in ${back.join(" ")}; do
  [ ! -e ${note} ] || { grep -vxF "$name" ${note} >${note}.new || :; mv -f ${note}.new ${note}; }
done
[ -s ${note} ] || rm -f ${note}
`;
}

/** What is left of a run that was killed while it had drained somebody shows as a change, and is mended like one. */
export function nobodyDrained(choosers: readonly Chooser[]): CommandResource {
  return {
    kind: "command",
    id: "haproxy-drained",
    title: "requests to servers that an interrupted run had drained",
    check: [`cat ${choosers.map((it) => DRAINED[it]).join(" ")}`],
    want: "",
    apply: choosers.map((it) => viewScript(it)),
  };
}
