import type { ConvergeInputs } from "../engine/converge.ts";
import type { Emit } from "../event/event.ts";
import type { Transport } from "../transport/transport.ts";
import type { Desired } from "./desired.ts";
import { packed } from "./release.ts";
import type { Target } from "./target.ts";

/** What the engine works on. */
export function convergeInputs(target: Target, desired: Desired, transport: Transport, emit: Emit): ConvergeInputs {
  return {
    infra: target.infra,
    states: desired.states,
    transport,
    secrets: desired.secrets,
    authorities: desired.vault.authorities,
    release: () => packed(target, desired.releaseId),
    emit,
    retiring: target.retiring.map((host) => host.name),
  };
}
