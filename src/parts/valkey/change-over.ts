import type { ChangeOver, Lost } from "../../kit/faces/reliability.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { CACHE_CHECK } from "./proxy.ts";
import { isReplicated, VOTE_TIMING } from "./voters.ts";

/** Seconds in which the voters choose one of the replicas and it takes over: each waits for a moment of its own before it asks the others. */
const ELECTION_SECONDS = 1;

/** The voters notice, agree and promote a replica; then the proxies have to find it well. Which one takes the writes nobody knows beforehand. */
export function cacheTakenOver(infra: Infrastructure, _members: readonly Host[], _member: Host, _lost: Lost): ChangeOver | undefined {
  if (!isReplicated(infra)) return undefined;
  const { rise, fastinter, inter } = CACHE_CHECK;
  const found = inter + (rise - 1) * fastinter;
  return {
    seconds: VOTE_TIMING.down + ELECTION_SECONDS + found,
    from: `the voters take a cache for dead after ${VOTE_TIMING.down} s and choose another; ${rise} checks in a row find it on the app hosts`,
  };
}
