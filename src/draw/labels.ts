import { ENCRYPTION_WORDS } from "../model/flow.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { Label } from "./scene.ts";
import type { Sheaf } from "./sheaves.ts";

/** What stands at a line: the protocol and its ports, and how it is encrypted. */
export function labelOf(sheaf: Sheaf, infra: Infrastructure): Label {
  const words = ENCRYPTION_WORDS[sheaf.encryption];
  const ports = sheaf.ports.filter((port) => port !== "vrrp").map((port) => port.replace(/\/tcp$/, ""));
  const head = [sheaf.names.join(", "), ports.join(", ")].join(" ").trim();
  switch (sheaf.shape) {
    case "access":
      return {
        head,
        tail: sheaf.targets.length === infra.hosts.length ? "to every host" : `to ${sheaf.targets.length} of ${infra.hosts.length} hosts`,
      };
    case "metrics":
      return { head, tail: `${words}, from ${senders(sheaf, infra)}` };
    case "replication":
      return { head: `replication ${ports.join(", ")}`, tail: `${words}, ${infra.database?.replication}` };
    case "flow":
      return { head, tail: redirects(sheaf, infra) ? `${words}, redirect` : words };
  }
}

function senders(sheaf: Sheaf, infra: Infrastructure): string {
  const others = infra.hosts.filter((host) => sheaf.targets.length > 1 || host.name !== sheaf.targets[0]);
  return sheaf.sources.length === others.length ? "every other host" : `${sheaf.sources.length} of ${infra.hosts.length} hosts`;
}

/** Plain HTTP that is answered with the address of the encrypted site and nothing else. */
function redirects(sheaf: Sheaf, infra: Infrastructure): boolean {
  const { certificate, redirectHttp } = infra.tls;
  return (
    certificate !== "none" && redirectHttp && sheaf.encryption === "none" && sheaf.toCard === "balancer" && sheaf.sources.includes("anyone")
  );
}
