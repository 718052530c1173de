import type { ChangeOver } from "../../kit/faces/reliability.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { APP_CHECK, type CheckTiming, secondsUntilLost, WEB_CHECK } from "./check-timing.ts";

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

function share(members: readonly Host[]): string {
  return `for 1 request in ${members.length}`;
}

function checksWords({ inter, timeout, fastinter, fall }: CheckTiming): string {
  return `${fall} checks in a row, given up after ${timeout} s each, ${inter} s and then ${fastinter} s apart`;
}
