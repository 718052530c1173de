import { ownViewHere } from "../lab/lab.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import type { Transport } from "../transport/transport.ts";

/** In a lab, nobody is told by the alert of a host what is true of the whole computer. Made anew after a boot: a power cut may have lost the silence. */
export async function muteShared(infra: Infrastructure, transport: Transport): Promise<void> {
  if (hostsOf(infra, "monitor").length === 0) return;
  const [own, { alertRulesOf }, { silence }] = await Promise.all([
    ownViewHere(),
    import("../catalog/compile.ts"),
    import("../engine/alerts.ts"),
  ]);
  const shared = alertRulesOf(infra).flatMap(({ name, judges }) =>
    judges !== undefined && (judges === "kernel" || !own[judges]) ? [name] : [],
  );
  if (shared.length > 0) await silence(transport, infra, shared, "a lab's hosts share these with the computer that they run on");
}
