import type { Encryption } from "../model/flow.ts";
import type { Infrastructure } from "../model/infrastructure.ts";

/** How requests are protected on their way from host to host behind the balancer. */
export function upstreamEncryption(infra: Infrastructure): Encryption {
  switch (infra.tls.upstream) {
    case "plain":
      return "none";
    case "unverified":
      return "tls-unverified";
    case "verified":
      return "mutual-tls";
  }
}
