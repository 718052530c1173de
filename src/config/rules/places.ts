import { describe } from "../../language/describe.ts";
import { type ConfigRule, entriesOf } from "../../language/draft.ts";
import type { Mistake } from "../../language/fault.ts";
import { formatPath, showName } from "../../language/path.ts";
import { quoted } from "../../util/quoted.ts";

const zoneOf = (zone: string | undefined): string => (zone === undefined ? "no zone" : `the zone ${quoted(zone)}`);

/** A rack stands in one place; two racks of one name would be taken for one that fails as a whole. */
export const racksInOneZone: ConfigRule = ({ draft, broken }) => {
  const firsts = new Map<string, { readonly host: string; readonly zone: string | undefined }>();
  return entriesOf(draft.hosts).flatMap(([host, { zone, rack }]): readonly Mistake[] => {
    if (rack === undefined || broken("hosts", host, "zone")) return [];
    const first = firsts.get(rack);
    if (first === undefined) firsts.set(rack, { host, zone });
    if (first === undefined || first.zone === zone) return [];
    const found = `${describe(rack)} in ${zoneOf(zone)}, and in ${zoneOf(first.zone)} at ${formatPath(["hosts", first.host])}`;
    const mend = `Give ${showName(host)} the zone of the rack, or another rack.`;
    return [{ path: ["hosts", host, "rack"], code: "BZ_CONFIG_RACK_ZONES", found, allowed: "a rack in one zone", mend }];
  });
};
