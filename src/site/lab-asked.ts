import type { Infrastructure } from "../model/infrastructure.ts";
import { fail } from "../util/errors.ts";

/** Whether the lab is meant and not the servers: by the option, else by `BARTIZAN_LAB`. */
export function asksForLab(option: boolean | undefined): boolean {
  return option === true || /^(1|true|yes)$/.test(process.env.BARTIZAN_LAB ?? "");
}

const LIFETIME = "BARTIZAN_LAB_CERTIFICATE_MINUTES";
const MINUTES_A_DAY = 1440;

/** In a lab, certificates may live for minutes (`BARTIZAN_LAB_CERTIFICATE_MINUTES`), so that nobody has to wait a year to see them end. */
export function shortLived(infra: Infrastructure): Infrastructure {
  const said = process.env[LIFETIME] ?? "";
  if (said === "") return infra;
  const minutes = Number(said);
  if (!(minutes >= 1 && minutes <= 2 * MINUTES_A_DAY)) {
    const allowed = `minutes, from 1 to ${2 * MINUTES_A_DAY}`;
    throw fail("BZ_USAGE", { where: LIFETIME, found: said, allowed, mend: "Set it to a number of minutes, or unset it." });
  }
  return { ...infra, tls: { ...infra.tls, lifetimeDays: minutes / MINUTES_A_DAY } };
}
