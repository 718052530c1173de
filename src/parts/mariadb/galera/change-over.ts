import type { ChangeOver, Lost } from "../../../kit/faces/reliability.ts";
import type { Host, Infrastructure } from "../../../model/infrastructure.ts";
import { NODE_CHECK, RETRY_PAUSE_SECONDS, secondsUntilLost } from "../../haproxy/check-timing.ts";
import { expulsionSeconds } from "./settings.ts";

/**
 * The group waits for a silent node; the apps wait for one that they are connected to, until their proxies let go of it. When its
 * machine is gone, who was just connecting waits the longest: that attempt has to fail, and HAProxy pauses before the next one.
 */
export function clusterGoesOn({ database }: Infrastructure, member: Host, lost: Lost): ChangeOver | undefined {
  if (database?.topology !== "galera") return undefined;
  const group = {
    seconds: expulsionSeconds,
    from: "commits wait until the others take the silent node for dead (evs.suspect_timeout) and agree on who is left",
  };
  if (database.writers === "one" && database.primary !== member.name) return group;
  const { connect } = NODE_CHECK;
  const attempt = lost === "machine" ? connect + Math.min(RETRY_PAUSE_SECONDS, connect) : 0;
  const seconds = secondsUntilLost(NODE_CHECK, lost) + attempt;
  if (seconds <= group.seconds) return group;
  const connecting = attempt === 0 ? "" : `; who was connecting to it tries again ${attempt} s later`;
  return { seconds, from: `the proxies on the app hosts let go of the node after ${NODE_CHECK.fall} failed checks in a row${connecting}` };
}
