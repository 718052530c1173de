import { type ConfigRule, itemsOf } from "../../language/draft.ts";
import type { Mistake } from "../../language/fault.ts";
import { rolesOf, unknownHost } from "../../language/hosts.ts";
import { formatPath, showName } from "../../language/path.ts";
import { quoted } from "../../util/quoted.ts";
import { FLOW_SERVICES, isReservedService } from "../reserved.ts";
import { portUser } from "./ports.ts";

export const flowsBetweenHosts: ConfigRule = (context) =>
  itemsOf(context.draft.flows).flatMap(([index, { from, to }]): readonly Mistake[] => {
    const path = ["flows", index];
    const source = from === undefined ? undefined : unknownHost(from, context, ["anyone", "admin"]);
    const target = to === undefined ? undefined : unknownHost(to, context);
    const self = from !== undefined && from === to && target === undefined;
    return [
      ...(source === undefined ? [] : [{ path: [...path, "from"], ...source }]),
      ...(target === undefined ? [] : [{ path: [...path, "to"], ...target }]),
      ...(self
        ? [
            {
              path,
              code: "BZ_CONFIG_FLOW_SELF" as const,
              found: `from ${showName(from)} to ${showName(to)}`,
              allowed: "a flow between two hosts",
            },
          ]
        : []),
    ];
  });

/** The ids of flows are made of service and hosts; those of Bartizan's own must stay theirs. */
export const servicesOfYourOwn: ConfigRule = ({ draft }) =>
  itemsOf(draft.flows).flatMap(([index, { service }]): readonly Mistake[] => {
    if (service === undefined || !isReservedService(service)) return [];
    const allowed = `any name but ${FLOW_SERVICES.join(", ")}`;
    return [{ path: ["flows", index, "service"], code: "BZ_CONFIG_SERVICE_RESERVED", found: quoted(service), allowed }];
  });

export const flowsOnce: ConfigRule = ({ draft }) => {
  const firsts = new Map<string, number>();
  return itemsOf(draft.flows).flatMap(([index, { service, from, to, protocol, port }]): readonly Mistake[] => {
    if (service === undefined || from === undefined || to === undefined || port === undefined) return [];
    const names = [
      ["service", service],
      ["port", protocol ?? "tcp", port],
    ].map((it) => JSON.stringify([...it, from, to]));
    const first = names.map((name) => firsts.get(name)).find((it) => it !== undefined);
    for (const name of names) if (!firsts.has(name)) firsts.set(name, index);
    if (first === undefined) return [];
    const found = `${quoted(service)} from ${showName(from)} to ${showName(to)}, as in ${formatPath(["flows", first])}`;
    return [
      {
        path: ["flows", index],
        code: "BZ_CONFIG_FLOW_TWICE",
        found,
        allowed: "one flow for each service and for each port between two ends",
      },
    ];
  });
};

export const flowPortsFree: ConfigRule = (context) =>
  itemsOf(context.draft.flows).flatMap(([index, { to, protocol, port }]): readonly Mistake[] => {
    const roles = to === undefined ? undefined : rolesOf(to, context.draft);
    if (to === undefined || port === undefined || roles === undefined) return [];
    const user = (protocol ?? "tcp") === "tcp" ? portUser({ host: to, roles, draft: context.draft }, port) : undefined;
    if (user === undefined) return [];
    const found = `${port}, which is the port of ${user} on ${showName(to)}`;
    return [
      {
        path: ["flows", index, "port"],
        code: "BZ_CONFIG_PORT_TAKEN",
        found,
        allowed: "a free port",
        mend: "Let your service listen on another port.",
      },
    ];
  });
