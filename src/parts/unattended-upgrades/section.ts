import * as z from "zod";
import { integer, onOff } from "../../language/field.ts";
import { section } from "../../language/section.ts";

export const updatesSection = section({
  key: "updates",
  place: 60,
  schema: () => z.strictObject({ automatic: onOff().optional(), fromHour: integer(0, 23).optional() }).optional(),
  defaults: {
    "updates.automatic": { value: true, reason: "attackers read Debian's fixes, too" },
    "updates.fromHour": { value: 2, reason: "people sleep" },
  },
  resolve: (config, _site, { orDefault }) => ({
    automatic: orDefault("updates.automatic", config?.automatic),
    fromHour: orDefault("updates.fromHour", config?.fromHour),
  }),
});
