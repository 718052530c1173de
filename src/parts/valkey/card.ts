import type { CardRow } from "../../kit/faces/card.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { cacheStatus } from "./status.ts";
import { isReplicated, isVoter } from "./voters.ts";

/** What a cache host does, and what one does that only votes. */
export function cacheCards([host]: readonly Host[], infra: Infrastructure): readonly CardRow[] {
  if (host === undefined || infra.cache === undefined) return [];
  const { place } = cacheStatus;
  if (!host.roles.includes("cache")) {
    const vote = {
      key: "cache-vote",
      place: place + 1,
      icon: "vote",
      title: "Sentinel",
      detail: "votes on the cache, holds no keys",
    } as const;
    return isVoter(host, infra) ? [vote] : [];
  }
  const kept = infra.cache.persistence === "none" ? "in memory" : "on disk";
  const detail = isReplicated(infra) ? `primary or replica, ${kept}` : `cache, ${kept}`;
  return [{ key: "cache", place, icon: "database", title: "Valkey", detail }];
}
