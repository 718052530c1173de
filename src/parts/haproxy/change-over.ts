import type { ChangeOver, Lost } from "../../kit/faces/reliability.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { APP_CHECK, type CheckTiming, NODE_CHECK, RETRY_PAUSE_SECONDS, secondsUntilLost, WEB_CHECK } from "./check-timing.ts";

/** The balancers leave a web server out; nobody does when they do not check. */
export function webLeftOut({ balancer }: Infrastructure, members: readonly Host[]): ChangeOver | undefined {
  return balancer.healthCheck
    ? { seconds: secondsUntilLost(WEB_CHECK, "software"), from: `${checksWords(WEB_CHECK)}; ${share(members)}` }
    : undefined;
}

/** The web servers' hosts leave an app host out. */
export function appLeftOut(_infra: Infrastructure, members: readonly Host[]): ChangeOver {
  const from = `HAProxy on the web servers' hosts gives an app host up after ${checksWords(APP_CHECK)}; ${share(members)}`;
  return { seconds: secondsUntilLost(APP_CHECK, "software"), from };
}

/**
 * The apps wait for the database node that they are connected to, until their proxies let go of it. When its machine is gone, who was just
 * connecting waits the longest: that attempt has to fail, and HAProxy pauses before the next one.
 */
export function nodeLeftOut({ database }: Infrastructure, _members: readonly Host[], member: Host, lost: Lost): ChangeOver | undefined {
  if (database?.topology !== "galera" || (database.writers === "one" && database.primary !== member.name)) return undefined;
  const { connect, fall } = NODE_CHECK;
  const attempt = lost === "machine" ? connect + Math.min(RETRY_PAUSE_SECONDS, connect) : 0;
  const connecting = attempt === 0 ? "" : `; who was connecting to it tries again ${attempt} s later`;
  const from = `the proxies on the app hosts let go of the node after ${fall} failed checks in a row${connecting}`;
  return { seconds: secondsUntilLost(NODE_CHECK, lost) + attempt, from };
}

function share(members: readonly Host[]): string {
  return `for 1 request in ${members.length}`;
}

function checksWords({ inter, timeout, fastinter, fall }: CheckTiming): string {
  return `${fall} checks in a row, given up after ${timeout} s each, ${inter} s and then ${fastinter} s apart`;
}
