import type { Flow } from "../../model/flow.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { groupedBy } from "../../util/grouped-by.ts";
import { EACH, labels } from "./alike.ts";
import { inOrder, portWords, protectionOf, sourceWords } from "./words.ts";

/** From whom to whom, on which port and how protected, a row each; of many hosts those with the same roles together. */
export function hopRows(flows: readonly Flow[], infra: Infrastructure): readonly (readonly string[])[] {
  const roles = new Map(infra.hosts.map((host) => [host.name, infra.hosts.length <= EACH ? host.name : host.roles.join(" ")]));
  const sender = ({ from }: Flow): string => (from.kind === "host" ? (roles.get(from.host) ?? from.host) : from.kind);
  const groups = groupedBy(inOrder(flows, infra), (flow) => [sender(flow), portWords(flow), flow.encryption].join(" "));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      [labels(group.map((flow) => sourceWords(flow, infra))), labels(group.map((flow) => flow.to)), portWords(first), protectionOf(first)],
    ];
  });
}
