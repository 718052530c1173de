/** Who may leave: the host itself, in whatever way; what was let in to a container; what a container opened, as the host's own. */
export const LEAVING: readonly string[] = [
  "iif 0 accept",
  "ct state established,related,untracked accept",
  "fib saddr type local accept",
  "ip saddr 0.0.0.0 accept",
  "ip6 saddr :: accept",
  "ct status dnat accept",
  "ct status snat accept",
];

/**
 * Traffic that a host passes on. A web server has no reason to, unless there are containers on it; their engine sets up networks, publishes
 * ports (DNAT) and hides what goes out behind the host's address (masquerading), in tables of its own. Its rules stay as they are, and whatever
 * the bridges are called, what it does for containers shows in the connection itself:
 *
 * - Who comes to a published port is sent elsewhere before `input` is asked. Only flows decide who may: those that others would need to that
 *   port of the host. So a port is not open to the world because an engine published it.
 * - What a container opens comes from a bridge or a pair of interfaces, from an address that belongs there, and leaves as the host's own. The
 *   last is known only when it leaves, so it is judged there. Nobody else can use the host as a router.
 *
 * What the host sends itself came in by no interface, or has its address, or none yet; so have the frames that a bridge carries from one
 * container to the next, where the kernel shows them to nftables. The kernel's own messages on a link (neighbour discovery, MLD, IGMP) do have an
 * interface, and are not tracked.
 */
export function forwardingChains(published: readonly string[], disbelieved: readonly string[], refuse: readonly string[]): string {
  const lines = (rules: readonly string[]): string => rules.map((rule) => `\t\t${rule}\n`).join("");
  return `${published.length === 0 ? "" : `\tchain published {\n${lines(published)}\t}\n\n`}\tchain forward {
		type filter hook forward priority filter; policy drop;

${lines([
  ...disbelieved,
  "ct state established,related accept",
  "ct state invalid drop",
  ...(published.length === 0 ? [] : ["ct status dnat jump published"]),
  'ct status ! dnat meta iifkind { "bridge", "veth" } fib saddr . iif oif exists accept',
])}
${lines(refuse)}\t}

	chain leaving {
		type filter hook postrouting priority srcnat + 1; policy accept;

${lines(LEAVING)}
${lines(refuse)}\t}
`;
}
