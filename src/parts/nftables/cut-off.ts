import type { Flow } from "../../model/flow.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Facts, Listener } from "../../state/facts.ts";
import type { HostState } from "../../state/resource.ts";
import { type Problem, problem } from "../../util/errors.ts";

/** What a host may be asked by anybody on its link without a flow, see `ESSENTIALS`: the ports of DHCP's clients. */
const DHCP_CLIENTS = [68, 546];

/** Names and addresses, for the containers and virtual machines on the host. */
const CONTAINERS_ASK = [53, 67, 547];

/**
 * Services of others that listen on a host before it has Bartizan's firewall. The file has to say what becomes of each: a flow lets it in,
 * `closes` cuts it off. Nothing is opened unasked, and nobody's site goes dark unasked. Nor can two programs have one port.
 */
export function cutOff(host: Host, infra: Infrastructure, flows: readonly Flow[], state: HostState, facts: Facts): readonly Problem[] {
  if (host.firewall.by !== "bartizan") return [];
  const units = new Set(state.resources.flatMap((it) => (it.kind === "unit" ? [it.name] : [])));
  const foreign = (facts.listeners ?? []).filter(
    (it) => !units.has(it.unit) && !isWay(it, facts) && !isClient(it) && !isForContainers(it, host),
  );
  // One service in both families is one.
  const others = [...new Map(foreign.map((it) => [[it.protocol, it.port, it.unit, it.program].join(), it])).values()];
  const told = (it: Listener): boolean => [`${it.port}`, `${it.port}/${it.protocol}`].some((word) => host.closes?.includes(word) === true);
  const declared = (it: Listener): boolean =>
    infra.flows.some((flow) => flow.to === host.name && flow.port === it.port && flow.protocol === it.protocol);
  const needed = (it: Listener): Flow | undefined =>
    flows.find((flow) => flow.to === host.name && flow.port === it.port && flow.protocol === it.protocol);
  return others.flatMap((it) => {
    if (declared(it)) return [];
    const where = host.name;
    const found = `${nameOf(it)}, which listens at port ${it.port}/${it.protocol}`;
    const flow = needed(it);
    if (flow !== undefined) {
      const mend = `Stop it${it.unit.endsWith(".service") ? ` (systemctl disable --now ${it.unit})` : ""} or let it listen on another port, then run \`bartizan up\`.`;
      return [problem("BZ_HOST_PORT_TAKEN", { where, found, allowed: `nobody else at the port of: ${flow.purpose}`, mend })];
    }
    if (told(it)) return [];
    const port = others.some((other) => other.port === it.port && other.protocol !== it.protocol) ? `"${it.port}/${it.protocol}"` : it.port;
    return [
      problem("BZ_HOST_SERVICE_CUT_OFF", {
        where,
        found,
        allowed: "services that a flow lets in, or that the host's `closes` names",
        mend: `To let it in, declare a flow to ${host.name}, port ${it.port}. To cut it off, write closes: [${port}] for ${host.name}.`,
      }),
    ];
  });
}

/** Whoever is being spoken to by us is let in at any rate. */
function isWay({ protocol, port }: Listener, { connection }: Facts): boolean {
  return protocol === "tcp" && port === connection?.port;
}

function isClient({ protocol, port }: Listener): boolean {
  return protocol === "udp" && DHCP_CLIENTS.includes(port);
}

/** What containers are let ask their host, see `askedByContainers`. */
function isForContainers({ address, port }: Listener, host: Host): boolean {
  const bound = address.replace(/^\[(.*)\]/, "$1");
  const own = [host.address, host.address6, host.publicAddress, host.publicAddress6];
  return CONTAINERS_ASK.includes(port) && !["0.0.0.0", "::", "*", ...own].includes(bound);
}

function nameOf({ unit, program }: Listener): string {
  if (unit !== "") return program === "" ? unit : `${unit} (${program})`;
  return program === "" ? "the kernel" : program;
}
