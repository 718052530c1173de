import { type Flow, type FlowSource, flowId } from "../model/flow.ts";
import type { DeclaredFlow, Infrastructure } from "../model/infrastructure.ts";

/** The user's own services as flows, so that everything that is derived from flows knows them: firewalls, the check, the picture. */
export function declaredFlows(infra: Infrastructure): readonly Flow[] {
  return infra.flows.map(({ service, from, to, protocol, port, encryption, purpose }) => {
    const source = sourceOf(from);
    return { id: flowId(service, source, to), from: source, to, protocol, port, encryption, carries: "other", purpose };
  });
}

function sourceOf(from: DeclaredFlow["from"]): FlowSource {
  return from === "anyone" || from === "admin" ? { kind: from } : { kind: "host", host: from };
}
