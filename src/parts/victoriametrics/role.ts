import type { RoleFace } from "../../kit/faces/role.ts";

export const monitorRole: RoleFace = {
  name: "monitor",
  words: { one: "the monitor", many: "monitors", host: "monitor" },
  synonyms: /^(?:prometheus|metrics|grafana|monitoring)$/i,
  required: "best of one of its own: the monitoring client of every host delivers to it",
};
