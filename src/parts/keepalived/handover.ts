import type { Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { virtualAddresses } from "../../model/virtual-address.ts";
import { withParameters } from "../../util/script.ts";
import { LEAVING_VARIABLE } from "../haproxy/alive.ts";
import script from "./handover.sh";

/** A table of its own, which never stays: the firewall's is not touched. */
const TABLE = "inet bartizan_handover";

/** Seconds for clients to come back on new connections; idle ones are closed by `timeout http-keep-alive` within that. */
const FAREWELL = 11;
/** Seconds for what is still being answered, while nobody new is let in. Mostly it takes milliseconds. */
const LAST_ANSWERS = 2;

/**
 * Gives the address away without breaking a connection. When an address moves, each connection to it dies: the other balancer
 * knows none of them. So first there must be none: every answer closes its connection, and for the last moment new ones are
 * not refused but not heard. Their clients ask again after a second (RFC 6298, section 2), and by then it is the other balancer
 * that answers.
 */
export function handoverScript(infra: Infrastructure): string {
  const addresses = virtualAddresses(infra);
  const ports = infra.tls.certificate === "none" ? [PORTS.http] : [PORTS.http, PORTS.https];
  const rule = (it: string): string =>
    `\t\t${it.includes(":") ? "ip6" : "ip"} daddr ${it} tcp dport { ${ports.join(", ")} } tcp flags & (syn | ack) == syn drop`;
  return withParameters(script, {
    ADDRESS: addresses[0] ?? "",
    SOURCES: addresses.map((it) => `src ${it.includes(":") ? `[${it}]` : it}`).join(" or "),
    RULES: addresses.map(rule).join("\n"),
    TABLE,
    LEAVING: LEAVING_VARIABLE,
    FAREWELL: String(FAREWELL),
    LAST_ANSWERS: String(LAST_ANSWERS),
  });
}
