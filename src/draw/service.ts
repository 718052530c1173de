import type { Flow } from "../model/flow.ts";

/** A port as it is told apart from all others, `443/tcp`; VRRP knows no ports. */
export function portOf(flow: Flow): string {
  return flow.protocol === "vrrp" ? "vrrp" : `${flow.port}/${flow.protocol}`;
}
