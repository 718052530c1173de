import { PARTS } from "../../catalog/registry.ts";
import type { PortPlace } from "../../kit/faces/ports.ts";
import { type ConfigRule, entriesOf, itemsOf } from "../../language/draft.ts";
import { formatPath, showName } from "../../language/path.ts";

const usesOf = (place: PortPlace) => PARTS.flatMap((part) => part.ports?.(place) ?? []);

/** Who has this port on this host, in words; undefined when nobody has. */
export function portUser(place: PortPlace, port: number): string | undefined {
  const user = usesOf(place).find((it) => it.port === port);
  return user && `the ${user.name}`;
}

/** A port that the file chooses must be free on every host on which it is used. */
export const portFree: ConfigRule = ({ draft }) => {
  const taken = entriesOf(draft.hosts).flatMap(([host, { runs }]) => {
    const uses = usesOf({ host, roles: itemsOf(runs).map(([, role]) => role), draft });
    return uses.flatMap(({ port, chosen }) => {
      const user = uses.find((it) => it.port === port && it.chosen !== chosen);
      if (user === undefined || chosen === undefined) return [];
      const found = `${port}, which is the port of the ${user.name} on ${showName(host)}`;
      return [{ code: "BZ_CONFIG_PORT_TAKEN" as const, found, ...chosen }];
    });
  });
  // Once for each place of the file, however many hosts there are.
  return [...new Map(taken.toReversed().map((it) => [formatPath(it.path), it])).values()];
};
