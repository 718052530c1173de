/** Where ports of outgoing connections begin. */
const EPHEMERAL_FROM = 16384;

/**
 * Kernel settings. A minus sign lets a setting fail quietly: in a container everything but `net.*` belongs to the machine.
 * What could cut a host off from its operators is left as it is: router advertisements stay accepted, and reverse path
 * filtering is loose, because hosts with a public and a private interface may well answer by the other one (RFC 3704, 2.4).
 */
export function sysctlFile(listening: readonly number[]): string {
  const reserved = listening.filter((port) => port >= EPHEMERAL_FROM);
  return `# By Bartizan.

# Floods and bursts of connections.
net.ipv4.tcp_syncookies = 1
net.ipv4.tcp_max_syn_backlog = 8192
net.core.somaxconn = 4096
-net.netfilter.nf_conntrack_max = 262144

# Many short connections between proxies.
net.ipv4.ip_local_port_range = ${EPHEMERAL_FROM} 65535
${reserved.length > 0 ? `net.ipv4.ip_local_reserved_ports = ${reserved.join(",")}\n` : ""}net.ipv4.tcp_fin_timeout = 15

# A dead peer is noticed in about two minutes, not in fifteen; idle links are probed.
net.ipv4.tcp_retries2 = 8
net.ipv4.tcp_keepalive_time = 60
net.ipv4.tcp_keepalive_intvl = 10
net.ipv4.tcp_keepalive_probes = 6

# Connections that are kept start fast again; paths that swallow big packets are found out.
net.ipv4.tcp_slow_start_after_idle = 0
net.ipv4.tcp_mtu_probing = 1

# Nobody on the wire may tell this host where to send its packets.
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.default.accept_redirects = 0
net.ipv4.conf.all.secure_redirects = 0
net.ipv4.conf.default.secure_redirects = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.default.send_redirects = 0
net.ipv4.conf.all.accept_source_route = 0
net.ipv4.conf.default.accept_source_route = 0
net.ipv4.conf.all.rp_filter = 2
net.ipv4.conf.default.rp_filter = 2
net.ipv4.icmp_echo_ignore_broadcasts = 1
net.ipv4.icmp_ignore_bogus_error_responses = 1
net.ipv6.conf.all.accept_redirects = 0
net.ipv6.conf.default.accept_redirects = 0
net.ipv6.conf.all.accept_source_route = 0
net.ipv6.conf.default.accept_source_route = 0

# Less to learn and less to reach for a process that has been taken over.
-kernel.kptr_restrict = 2
-kernel.dmesg_restrict = 1
-kernel.perf_event_paranoid = 3
-kernel.yama.ptrace_scope = 1
-net.core.bpf_jit_harden = 2
-fs.protected_hardlinks = 1
-fs.protected_symlinks = 1
-fs.protected_fifos = 2
-fs.protected_regular = 2
-fs.suid_dumpable = 0
`;
}
