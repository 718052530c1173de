import type { FlowGroup } from "../model/flow-group.ts";
import type { Infrastructure } from "../model/infrastructure.ts";

/** The user's own services as flows, so that everything that is derived from flows knows them: firewalls, the check, the picture. */
export function declaredFlows(infra: Infrastructure): readonly FlowGroup[] {
  return infra.flows.map(({ service, from, to, protocol, port, encryption, purpose }) => ({
    from: from === "anyone" || from === "admin" ? from : [from],
    to: [to],
    channels: [{ service, protocol, port, encryption, carries: "other", purpose: () => purpose }],
  }));
}
