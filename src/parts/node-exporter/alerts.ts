import type { Infrastructure } from "../../model/infrastructure.ts";
import type { AlertRule } from "../part.ts";

const DAY = 86_400;
/** File systems that fill up: not the ones in memory. */
const DISK = 'fstype!~"tmpfs|ramfs"';

/** What a host of its own can suffer. */
export function hostAlerts(infra: Infrastructure): readonly AlertRule[] {
  // A certificate is renewed when a third of its life is left: at half of that the renewal has failed.
  const life = infra.tls.lifetimeDays * DAY;
  // Where the firewall is somebody else's, ours is not missing.
  const others = infra.hosts.filter((host) => host.firewall.by !== "bartizan").map((host) => host.name);
  const own = others.length === 0 ? "" : `{host!~"${others.join("|")}"}`;
  return [
    {
      name: "HostCpu",
      expr: '1 - avg by (host) (rate(node_cpu_seconds_total{mode="idle"}[5m])) > 0.9',
      for: "15m",
      severity: "ticket",
      summary: "The processors of {{ $labels.host }} are more than 90 % busy.",
    },
    {
      name: "HostCpuSteal",
      expr: 'avg by (host) (rate(node_cpu_seconds_total{mode="steal"}[5m])) > 0.1',
      for: "10m",
      severity: "ticket",
      summary: "{{ $labels.host }} waits for its hypervisor more than 10 % of the time.",
    },
    {
      name: "HostMemory",
      expr: "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.1",
      for: "5m",
      severity: "ticket",
      summary: "Less than 10 % of the memory of {{ $labels.host }} is available.",
    },
    {
      name: "HostOutOfMemory",
      expr: "increase(node_vmstat_oom_kill[10m]) > 0",
      severity: "page",
      summary: "The kernel of {{ $labels.host }} killed a process for want of memory.",
    },
    {
      name: "HostPressure",
      expr: "rate(node_pressure_memory_stalled_seconds_total[5m]) > 0.1 or rate(node_pressure_io_stalled_seconds_total[5m]) > 0.3",
      for: "5m",
      severity: "ticket",
      summary: "The processes of {{ $labels.host }} stand still, waiting for memory or disk.",
    },
    {
      name: "HostDiskFull",
      expr: `node_filesystem_avail_bytes{${DISK}} / node_filesystem_size_bytes < 0.05`,
      for: "2m",
      severity: "page",
      summary: "Less than 5 % of {{ $labels.mountpoint }} on {{ $labels.host }} is free.",
    },
    {
      name: "HostDiskFillingUp",
      // A host that was just filled is no trend: there must be three hours to look back on.
      expr: `(node_filesystem_avail_bytes{${DISK}} / node_filesystem_size_bytes < 0.4) and predict_linear(node_filesystem_avail_bytes{${DISK}}[6h], ${DAY}) < 0 and node_filesystem_avail_bytes{${DISK}} offset 3h`,
      for: "1h",
      severity: "ticket",
      summary: "{{ $labels.mountpoint }} on {{ $labels.host }} will be full within a day if it goes on like this.",
    },
    {
      name: "HostInodes",
      expr: "node_filesystem_files_free / (node_filesystem_files > 0) < 0.1",
      for: "15m",
      severity: "ticket",
      summary: "Less than 10 % of the inodes of {{ $labels.mountpoint }} on {{ $labels.host }} are free.",
    },
    {
      name: "HostDiskReadOnly",
      expr: 'node_filesystem_readonly{mountpoint="/"} == 1',
      for: "1m",
      severity: "page",
      summary: "The root file system of {{ $labels.host }} is read-only.",
    },
    {
      name: "HostConntrack",
      expr: "node_nf_conntrack_entries / node_nf_conntrack_entries_limit > 0.75",
      for: "1m",
      severity: "page",
      summary:
        "The connection table of the firewall on {{ $labels.host }} is three quarters full; when it is full, new connections are dropped.",
    },
    {
      name: "HostListenOverflow",
      expr: "rate(node_netstat_TcpExt_ListenOverflows[5m]) > 0",
      for: "5m",
      severity: "ticket",
      summary: "A daemon on {{ $labels.host }} takes new connections too slowly; some are dropped.",
    },
    {
      name: "HostFileDescriptors",
      expr: "node_filefd_allocated / node_filefd_maximum > 0.8",
      for: "5m",
      severity: "ticket",
      summary: "{{ $labels.host }} uses more than 80 % of its file descriptors.",
    },
    {
      name: "HostClock",
      expr: "abs(node_timex_offset_seconds) > 0.05 or node_timex_sync_status == 0",
      for: "10m",
      severity: "ticket",
      summary: "The clock of {{ $labels.host }} is wrong or not synchronised.",
    },
    {
      name: "HostRebooted",
      expr: "node_time_seconds - node_boot_time_seconds < 300",
      severity: "ticket",
      summary: "{{ $labels.host }} started less than five minutes ago.",
    },
    {
      name: "UnitFailed",
      expr: 'node_systemd_unit_state{state="failed"} == 1',
      for: "30s",
      severity: "page",
      summary: "{{ $labels.name }} on {{ $labels.host }} has failed.",
    },
    {
      name: "UnitNotRunning",
      expr: 'node_systemd_unit_state{state="active"} == 0 unless on (host, name) node_systemd_unit_state{state="failed"} == 1',
      for: "1m",
      severity: "page",
      summary: "{{ $labels.name }} on {{ $labels.host }} is not running.",
    },
    {
      name: "FirewallMissing",
      expr: `bartizan_firewall_loaded${own} == 0`,
      for: "30s",
      severity: "page",
      summary: "The firewall of {{ $labels.host }} is not loaded.",
    },
    {
      name: "FirewallMetricsStale",
      expr: 'time() - node_textfile_mtime_seconds{file=~".*/bartizan-flows.prom"} > 120',
      for: "1m",
      severity: "ticket",
      summary: "The counters of the firewall on {{ $labels.host }} are no longer read.",
    },
    {
      name: "CertificateExpiring",
      expr: `bartizan_certificate_end_seconds - time() < ${Math.round(life / 6)}`,
      for: "5m",
      severity: "ticket",
      summary: "The certificate {{ $labels.path }} on {{ $labels.host }} was not renewed in time.",
    },
    {
      name: "CertificateEnds",
      expr: `bartizan_certificate_end_seconds - time() < ${Math.round(life / 30)}`,
      severity: "page",
      summary: "The certificate {{ $labels.path }} on {{ $labels.host }} is about to end: connections will fail.",
    },
  ];
}
