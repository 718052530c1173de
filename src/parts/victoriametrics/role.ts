import { YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { RoleFace } from "../../kit/faces/role.ts";

export const monitorRole: RoleFace = {
  name: "monitor",
  words: { one: "the monitor", many: "monitors", host: "monitor", program: "VictoriaMetrics, vmalert and Alertmanager" },
  about: ({ monitoring }) => `a sample every ${monitoring.intervalSeconds} s, kept ${monitoring.retentionDays} days`,
  synonyms: /^(?:prometheus|metrics|grafana|monitoring)$/i,
  required: "best of one of its own: the monitoring client of every host delivers to it",
  assumed: {
    mtbfHours: YEAR_HOURS,
    repairHours: 2,
    failure: "The monitor stores or evaluates nothing. No request needs it: it is not in the fault tree.",
    basis: "A guess, as for the database.",
    sources: [],
  },
  toldBy: [],
};
