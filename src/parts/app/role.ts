import { CHANGES, POSTMORTEMS, YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { RoleFace } from "../../kit/faces/role.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { byLoad, webWithoutApp } from "../../model/tiers.ts";
import { appStatus } from "./status.ts";

export const appRole: RoleFace = {
  name: "app",
  place: appStatus.place,
  words: { one: "the app", many: "apps", host: "app host", program: "a systemd unit", software: "instances of the app" },
  about: ({ app }) =>
    app === undefined ? "" : `${app.command}; ${app.listen === "socket" ? "unix socket" : `port ${app.listen}`}, health ${app.health}`,
  synonyms: /^(?:app-?server|application|backend|node|php)$/i,
  section: { key: "app" },
  needs: [{ role: "web", why: "nobody would pass requests to the app" }],
  behind: true,
  shared: true,
  // An app beside its web server is only asked by that one: then there is no tier of apps, but each web server needs its own.
  tier: (infra) => {
    const members = webWithoutApp(infra).length === 0 ? [] : hostsOf(infra, "app");
    return { members, ...byLoad(members, infra.objectives.peakQps) };
  },
  assumed: {
    mtbfHours: YEAR_HOURS / 3,
    repairHours: 1,
    failure: "The app, or its way to the database, fails in a way that a restart does not mend: a bad release, a full pool, a leak.",
    basis: `A guess. ${CHANGES} Nothing else is changed as often; an hour is the time of a roll-back.`,
    sources: [POSTMORTEMS],
  },
  toldBy: ["UnitFailed", "UnitNotRunning", "LbServerDown"],
};
