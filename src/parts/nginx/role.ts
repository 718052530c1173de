import { CHANGES, POSTMORTEMS, YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { RoleFace } from "../../kit/faces/role.ts";
import { REQUESTS } from "../../kit/request-metrics.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { byLoad } from "../../model/tiers.ts";
import { webStatus } from "./status.ts";

export const webRole: RoleFace = {
  name: "web",
  place: webStatus.place,
  words: { one: "the web server", many: "web servers", host: "web server", program: "nginx" },
  about: ({ app }) => `${app?.static === undefined ? "" : `static files of ${app.static}, `}proxy to the app`,
  synonyms: /^(?:nginx|web-?server|www|frontend)$/i,
  needs: [
    { role: "balancer", why: "nobody would pass requests to the web servers, and TLS ends at the balancer" },
    { role: "app", why: "what the web servers serve and proxy to is the app" },
  ],
  behind: true,
  shared: true,
  counts: {
    who: "the web servers (nginx)",
    counter: `${REQUESTS}{tier="web"}`,
    how: "nginx by itself counts connections, and knows neither status nor latency: a few lines of Lua in its configuration (Debian's libnginx-mod-http-lua) count every answer in memory that its workers share.",
  },
  tier: (infra) => {
    const members = hostsOf(infra, "web");
    return { members, ...byLoad(members, infra.objectives.peakQps) };
  },
  assumed: {
    mtbfHours: 2 * YEAR_HOURS,
    repairHours: 1,
    failure: "nginx does not answer, and a restart by systemd does not mend it.",
    basis: `A guess. ${CHANGES} Its configuration changes seldom.`,
    sources: [POSTMORTEMS],
  },
  toldBy: ["UnitFailed", "UnitNotRunning", "LbServerDown"],
};
