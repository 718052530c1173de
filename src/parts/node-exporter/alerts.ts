import { LINES_PER_SECOND_OF_A_DAY } from "../../kit/journals.ts";
import type { AlertRule } from "../../kit/part.ts";
import { secondsLeft } from "../../model/certificate-life.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { SYSTEM_JOURNAL } from "./journals-script.ts";
import { cpuUsed, diskLeft } from "./measures.ts";

const DAY = 86_400;
/** File systems that fill up: not the ones in memory. */
const DISK = 'fstype!~"tmpfs|ramfs"';
const LEFT = diskLeft(`{${DISK}}`);
const DROPS = 'rate(bartizan_flow_packets_total{flow="dropped"}';

/** What a host of its own can suffer. */
export function hostAlerts(infra: Infrastructure): readonly AlertRule[] {
  const { lifetimeDays } = infra.tls;
  // Where the firewall is somebody else's, ours is not missing.
  const others = infra.hosts.filter((host) => host.firewall.by !== "bartizan").map((host) => host.name);
  const own = others.length === 0 ? "" : `{host!~"${others.join("|")}"}`;
  return [
    {
      name: "HostCpu",
      expr: `${cpuUsed("[5m]")} > 0.9`,
      for: "15m",
      judges: "processors",
      severity: "ticket",
      summary: "The processors of {{ $labels.host }} are more than 90 % busy.",
      description: "{{ $labels.host }} has had no processor time left for a quarter of an hour; answers take longer and longer.",
    },
    {
      name: "HostCpuSteal",
      expr: 'avg by (host) (rate(node_cpu_seconds_total{mode="steal"}[5m])) > 0.1',
      for: "10m",
      judges: "kernel",
      severity: "ticket",
      summary: "{{ $labels.host }} waits for its hypervisor more than 10 % of the time.",
      description: "The provider's machine is overcommitted: the host is ready to work and does not get a processor.",
    },
    {
      name: "HostMemory",
      expr: "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.1",
      for: "5m",
      judges: "memory",
      severity: "ticket",
      summary: "Less than 10 % of the memory of {{ $labels.host }} is available.",
      description: "Little is left; the next step is that the kernel kills a process.",
    },
    {
      name: "HostOutOfMemory",
      expr: "increase(node_vmstat_oom_kill[10m]) > 0",
      judges: "kernel",
      severity: "page",
      summary: "The kernel of {{ $labels.host }} killed a process for want of memory.",
      description: "A process was killed for want of memory. systemd starts most of them anew, but requests were lost.",
    },
    {
      name: "HostPressure",
      expr: "rate(node_pressure_memory_stalled_seconds_total[5m]) > 0.1 or rate(node_pressure_io_stalled_seconds_total[5m]) > 0.3",
      for: "5m",
      judges: "kernel",
      severity: "ticket",
      summary: "The processes of {{ $labels.host }} stand still, waiting for memory or disk.",
      description: "Work stands still on {{ $labels.host }} because all of it waits for memory or disk.",
    },
    {
      name: "HostDiskFull",
      expr: `${LEFT} < 0.05`,
      for: "2m",
      severity: "page",
      summary: "Less than 5 % of {{ $labels.mountpoint }} on {{ $labels.host }} is free.",
      description: "Less than 5 % is left. MariaDB stops when nothing is left, and logs are lost.",
    },
    {
      name: "HostDiskFillingUp",
      // A host that was just filled is no trend: there must be three hours to look back on.
      expr: `(${LEFT} < 0.4) and predict_linear(node_filesystem_avail_bytes{${DISK}}[6h], ${DAY}) < 0 and node_filesystem_avail_bytes{${DISK}} offset 3h`,
      for: "1h",
      severity: "ticket",
      summary: "{{ $labels.mountpoint }} on {{ $labels.host }} will be full within a day if it goes on like this.",
      description:
        "{{ $labels.mountpoint }} on {{ $labels.host }} has filled for hours; a full disk stops the database and everything that writes.",
    },
    {
      name: "HostDiskFullSoon",
      // The last minutes must say the same as the hour, and longer than they last: one large copy is no trend.
      expr: `(${LEFT} < 0.25) and predict_linear(node_filesystem_avail_bytes{${DISK}}[1h], ${4 * 3600}) < 0 and predict_linear(node_filesystem_avail_bytes{${DISK}}[10m], ${4 * 3600}) < 0`,
      for: "15m",
      severity: "page",
      summary: "{{ $labels.mountpoint }} on {{ $labels.host }} will be full within four hours if it goes on like this.",
      description: "At the pace of the last hour, {{ $labels.mountpoint }} on {{ $labels.host }} is full within four hours.",
    },
    {
      name: "HostInodes",
      expr: "node_filesystem_files_free / (node_filesystem_files > 0) < 0.1",
      for: "15m",
      severity: "ticket",
      summary: "Less than 10 % of the inodes of {{ $labels.mountpoint }} on {{ $labels.host }} are free.",
      description: "When none is left no file can be made on {{ $labels.mountpoint }}, although there is room.",
    },
    {
      name: "HostDiskReadOnly",
      expr: 'node_filesystem_readonly{mountpoint="/"} == 1',
      for: "1m",
      severity: "page",
      summary: "The root file system of {{ $labels.host }} is read-only.",
      description: "Nothing on {{ $labels.host }} can write any more: the file system has met an error, or the disk has.",
    },
    {
      name: "HostConntrack",
      expr: "node_nf_conntrack_entries / node_nf_conntrack_entries_limit > 0.75",
      for: "1m",
      severity: "page",
      summary:
        "The connection table of the firewall on {{ $labels.host }} is three quarters full; when it is full, new connections are dropped.",
      description: "When the table is full, the kernel drops new connections, and the site looks dead although everything runs.",
    },
    {
      name: "HostListenOverflow",
      expr: "rate(node_netstat_TcpExt_ListenOverflows[5m]) > 0",
      for: "5m",
      severity: "ticket",
      summary: "A daemon on {{ $labels.host }} takes new connections too slowly; some are dropped.",
      description: "Clients see time-outs although the service runs: it accepts connections more slowly than they come.",
    },
    {
      name: "HostFileDescriptors",
      expr: "node_filefd_allocated / node_filefd_maximum > 0.8",
      for: "5m",
      severity: "ticket",
      summary: "{{ $labels.host }} uses more than 80 % of its file descriptors.",
      description: "When they run out, no process on {{ $labels.host }} can open a file or take a connection.",
    },
    {
      name: "HostClock",
      expr: "abs(node_timex_offset_seconds) > 0.05 or node_timex_sync_status == 0",
      for: "10m",
      severity: "ticket",
      summary: "The clock of {{ $labels.host }} is wrong or not synchronised.",
      description: "A wrong clock makes certificates invalid, logs misleading and metrics appear in the wrong place.",
    },
    {
      name: "HostRebooted",
      expr: "node_time_seconds - node_boot_time_seconds < 300",
      severity: "ticket",
      summary: "{{ $labels.host }} started less than five minutes ago.",
      description: "{{ $labels.host }} has started anew. If nobody meant it to, it crashed or lost its power.",
    },
    {
      name: "UnitFailed",
      expr: 'node_systemd_unit_state{state="failed"} == 1',
      for: "30s",
      severity: "page",
      summary: "{{ $labels.name }} on {{ $labels.host }} has failed.",
      description: "systemd has given {{ $labels.name }} up, or it ended with an error.",
    },
    {
      name: "UnitNotRunning",
      expr: 'node_systemd_unit_state{state="active"} == 0 unless on (host, name) node_systemd_unit_state{state="failed"} == 1',
      for: "1m",
      severity: "page",
      summary: "{{ $labels.name }} on {{ $labels.host }} is not running.",
      description:
        "{{ $labels.name }} should run on {{ $labels.host }} and does not; it did not fail, so somebody stopped it or it restarts again and again.",
    },
    {
      name: "FirewallMissing",
      expr: `bartizan_firewall_loaded${own} == 0`,
      for: "30s",
      severity: "page",
      summary: "The firewall of {{ $labels.host }} is not loaded.",
      description: "{{ $labels.host }} takes connections to every port that something listens on.",
    },
    {
      name: "FirewallDropSurge",
      // A host without a past has nothing to be compared with.
      expr: `${DROPS}[5m]) > 20 unless ${DROPS}[6h] offset 10m) * 5 >= ${DROPS}[5m])`,
      for: "5m",
      severity: "ticket",
      summary: "The firewall of {{ $labels.host }} drops more than 20 packets a second, five times what is usual there.",
      description:
        "Far more packets than usual come that no flow lets in: a scan, an attack, or one of your own hosts that talks to a port that was closed.",
    },
    {
      name: "FirewallMetricsStale",
      expr: 'time() - node_textfile_mtime_seconds{file=~".*/bartizan-flows.prom"} > 120',
      for: "1m",
      severity: "ticket",
      summary: "The counters of the firewall on {{ $labels.host }} are no longer read.",
      description: "Whether the firewall of {{ $labels.host }} is loaded, and what it drops, is not known any more.",
    },
    {
      name: "LogFlood",
      expr: `rate(bartizan_journal_lines_total{journal="${SYSTEM_JOURNAL}"}[10m]) > ${LINES_PER_SECOND_OF_A_DAY}`,
      for: "5m",
      severity: "ticket",
      summary: `The system's journal of {{ $labels.host }} grows by more than ${LINES_PER_SECOND_OF_A_DAY} lines a second.`,
      description:
        "At this pace it reaches back less than a day: what came before, such as who logged in, is pushed out by whoever writes so much.",
    },
    {
      name: "LogLinesSuppressed",
      expr: "bartizan_journal_suppressed_lines > 0",
      severity: "ticket",
      summary: "A service on {{ $labels.host }} writes more lines than its journal takes ({{ $labels.journal }}): some are thrown away.",
      description: "journald takes a share from each service and throws the rest away, so that a flood in one does not silence the others.",
    },
    {
      name: "SecurityUpdates",
      expr: "bartizan_security_updates > 0",
      for: "2d",
      severity: "ticket",
      summary: "{{ $labels.host }} has had {{ $value }} updates that close holes waiting for two days.",
      description: "Debian has published fixes for what is installed on {{ $labels.host }}, and what they close is known to everybody.",
    },
    {
      name: "SecurityUpdatesUnknown",
      // No sample is not "none": the lists are empty, or apt-get fails.
      expr: "bartizan:host_expected unless on (host) bartizan_security_updates",
      for: "1d",
      severity: "ticket",
      summary: "Whether updates that close holes wait for {{ $labels.host }} is not known.",
      description: "apt-get on {{ $labels.host }} cannot say it: it fails, or has no list of a source of security updates.",
    },
    {
      name: "PackageListsOld",
      expr: `time() - bartizan_package_lists_refreshed_seconds > ${3 * DAY} or bartizan:host_expected unless on (host) bartizan_package_lists_refreshed_seconds`,
      for: "1d",
      severity: "ticket",
      summary: "{{ $labels.host }} has not read the lists of packages for days: new updates are not known there.",
      description:
        "Some source of packages does not answer {{ $labels.host }}, so it goes on with old lists, in which no update is missing.",
    },
    {
      name: "HostMetricsIncomplete",
      expr: `node_scrape_collector_success{collector=~"systemd|filesystem|meminfo|cpu|textfile"} == 0 or node_textfile_scrape_error == 1 or bartizan:host_expected unless on (host) bartizan_journal_lines_total{journal="${SYSTEM_JOURNAL}"}`,
      for: "5m",
      severity: "ticket",
      summary: "Part of what is watched on {{ $labels.host }} cannot be read: its alerts are silent whatever happens.",
      description: "The node exporter on {{ $labels.host }} fails at one of its sources. Alerts that ask for it cannot fire.",
    },
    {
      name: "RebootRequired",
      expr: "bartizan_reboot_required == 1",
      for: "1d",
      severity: "ticket",
      summary: "{{ $labels.host }} has to be started anew for an update to take effect.",
      description:
        "A package that was updated on {{ $labels.host }}, mostly the kernel, runs on in its old version until the machine is started anew.",
    },
    {
      name: "CertificateExpiring",
      expr: certificateEndsWithin(secondsLeft(lifetimeDays, "told")),
      severity: "ticket",
      summary:
        "Nobody has run `bartizan up` for long: a quarter of its life is left to the certificate {{ $labels.path }} on {{ $labels.host }}.",
      description:
        "{{ $labels.path }} on {{ $labels.host }} is renewed by `bartizan up` and by nothing else, and nobody has run that since it was due. There is time, and nothing else will do it.",
    },
    {
      name: "CertificateEnds",
      expr: certificateEndsWithin(secondsLeft(lifetimeDays, "paged")),
      severity: "page",
      summary: "The certificate {{ $labels.path }} on {{ $labels.host }} is about to end: connections will fail.",
      description:
        "{{ $labels.path }} on {{ $labels.host }} has less than a twelfth of its life left. When it ends, whoever verifies it refuses to connect, and the site is down.",
    },
  ];
}

/** Also when it has ended, and took the host's way to the monitor with it: what was last heard of it stays true. */
function certificateEndsWithin(seconds: number): string {
  return `last_over_time(bartizan_certificate_end_seconds[1d]) - time() < ${seconds}`;
}
