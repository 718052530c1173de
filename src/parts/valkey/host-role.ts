import { CHANGES, POSTMORTEMS, YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { RoleFace } from "../../kit/faces/role.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { cacheStatus } from "./status.ts";

export const cacheRole: RoleFace = {
  name: "cache",
  place: cacheStatus.place,
  aside: true,
  words: { one: "the cache", many: "caches", host: "cache host", program: "Valkey" },
  about: ({ cache }) =>
    cache === undefined ? "" : `${cache.engine}, ${cache.persistence === "none" ? "in memory alone" : "on disk, too"}`,
  synonyms: /^(?:redis|valkey|memcached?|key-?value|kv)$/i,
  section: { key: "cache" },
  needs: [{ role: "app", why: "nobody would use the cache" }],
  behind: true,
  tier: (infra) => ({
    members: infra.cache === undefined ? [] : hostsOf(infra, "cache"),
    needed: 1,
    because: "one cache holds all keys",
  }),
  assumed: {
    mtbfHours: YEAR_HOURS,
    repairHours: 1,
    failure: "Valkey does not answer, and a restart by systemd does not mend it.",
    basis: `A guess. ${CHANGES} What it holds is small, and soon loaded.`,
    sources: [POSTMORTEMS],
  },
  toldBy: ["UnitFailed", "UnitNotRunning", "CacheDown"],
};
