import { type AlertCase, turns } from "./alert-case.ts";

const SRV1 = { host: "srv1" };
const disk = { host: "srv1", mountpoint: "/", fstype: "ext4" };
const files = (name: string): string => `${name}{host="srv1",mountpoint="/",fstype="ext4"}`;
const unit = (host: string, state: string): string => `node_systemd_unit_state{host="${host}",name="foobar.service",state="${state}"}`;
const certificate = (path: string): string => `bartizan_certificate_end_seconds{host="lb1",path="${path}"}`;
const SITE = "/etc/bartizan/pki/site.crt";

/** The same of all other hosts. */
const elsewhere = (name: string, values: string): Readonly<Record<string, string>> =>
  Object.fromEntries(["lb1", "srv2", "mon1"].map((host) => [`${name}{host="${host}"}`, values]));

/** The lines of the system's journals: these of srv1, and a few of all others. */
const counted = (values: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ["srv1", "lb1", "srv2", "mon1"].map((host) => [
      `bartizan_journal_lines_total{host="${host}",journal="system"}`,
      host === "srv1" ? values : "0+1x65",
    ]),
  );

/** Of the node exporter. */
export const HOST_CASES: readonly AlertCase[] = [
  turns("HostCpu", { 'node_cpu_seconds_total{host="srv1",cpu="0",mode="idle"}': "0+60x10 600+3x60" }, SRV1, { quiet: ["10m", "20m"] }),
  turns("HostCpuSteal", { 'node_cpu_seconds_total{host="srv1",cpu="0",mode="steal"}': "0x10 0+12x60" }, SRV1),
  turns(
    "HostMemory",
    { 'node_memory_MemAvailable_bytes{host="srv1"}': "50x5 5x60", 'node_memory_MemTotal_bytes{host="srv1"}': "100x65" },
    SRV1,
  ),
  turns("HostOutOfMemory", { 'node_vmstat_oom_kill{host="srv1"}': "0x20 1x60" }, SRV1, { quiet: ["15m", "60m"], fires: ["25m"] }),
  turns("HostPressure", { 'node_pressure_memory_stalled_seconds_total{host="srv1"}': "0x10 0+12x60" }, SRV1),
  turns("HostPressure", { 'node_pressure_io_stalled_seconds_total{host="srv1"}': "0x10 0+30x60" }, SRV1, { shows: "of the disk" }),
  turns(
    "HostDiskFull",
    {
      // Five are reserved for root.
      [files("node_filesystem_avail_bytes")]: "50x5 4x60",
      [files("node_filesystem_free_bytes")]: "55x5 9x60",
      [files("node_filesystem_size_bytes")]: "100x65",
    },
    disk,
  ),
  {
    alert: "HostDiskFillingUp",
    shows: "a disk that fills up is foreseen, one that was just filled is no trend",
    series: {
      [files("node_filesystem_size_bytes")]: "100x600",
      [files("node_filesystem_avail_bytes")]: "39-0.05x600",
      [files("node_filesystem_free_bytes")]: "39-0.05x600",
      'node_filesystem_size_bytes{host="srv2",mountpoint="/",fstype="ext4"}': "100x100",
      'node_filesystem_avail_bytes{host="srv2",mountpoint="/",fstype="ext4"}': "39-0.05x100",
      'node_filesystem_free_bytes{host="srv2",mountpoint="/",fstype="ext4"}': "39-0.05x100",
    },
    quiet: ["100m"],
    fires: ["300m"],
    labels: [disk],
  },
  {
    alert: "HostDiskFullSoon",
    shows: "a disk that fills within hours is foreseen, one large copy is no trend",
    series: {
      [files("node_filesystem_size_bytes")]: "100x200",
      [files("node_filesystem_avail_bytes")]: "30x30 29.8-0.2x120",
      [files("node_filesystem_free_bytes")]: "30x30 29.8-0.2x120",
      'node_filesystem_size_bytes{host="srv2",mountpoint="/",fstype="ext4"}': "100x200",
      'node_filesystem_avail_bytes{host="srv2",mountpoint="/",fstype="ext4"}': "30x30 18x170",
      'node_filesystem_free_bytes{host="srv2",mountpoint="/",fstype="ext4"}': "30x30 18x170",
    },
    quiet: ["30m", "50m"],
    fires: ["110m"],
    labels: [disk],
  },
  turns("HostInodes", { [files("node_filesystem_files_free")]: "50x5 5x60", [files("node_filesystem_files")]: "100x65" }, disk),
  turns("SecurityUpdates", { 'bartizan_security_updates{host="srv1"}': "0x60 3x4000" }, SRV1, {
    quiet: ["50m", "2900m"],
    fires: ["2960m"],
    value: 3,
  }),
  turns(
    "SecurityUpdatesUnknown",
    { 'bartizan_security_updates{host="srv1"}': "0x60 stale", ...elsewhere("bartizan_security_updates", "0x1700") },
    SRV1,
    {
      shows: "a host that cannot say it is not one for which none wait",
      quiet: ["50m", "1450m"],
      fires: ["1560m"],
    },
  ),
  turns(
    "PackageListsOld",
    {
      'bartizan_package_lists_refreshed_seconds{host="srv1"}': "0x6000",
      ...elsewhere("bartizan_package_lists_refreshed_seconds", "0+60x6000"),
    },
    SRV1,
    { quiet: ["50m", "4400m", "5700m"], fires: ["5800m"] },
  ),
  turns(
    "PackageListsOld",
    {
      'bartizan_package_lists_refreshed_seconds{host="srv1"}': "_x1700",
      ...elsewhere("bartizan_package_lists_refreshed_seconds", "0+60x1700"),
    },
    SRV1,
    { shows: "lists that were never read", quiet: ["50m", "1430m"], fires: ["1500m"] },
  ),
  turns(
    "HostMetricsIncomplete",
    { 'node_scrape_collector_success{host="srv1",collector="systemd"}': "1x5 0x60", ...counted("0+1x65") },
    { ...SRV1, collector: "systemd" },
  ),
  turns("HostMetricsIncomplete", { 'node_textfile_scrape_error{host="srv1"}': "0x5 1x60", ...counted("0+1x65") }, SRV1, {
    shows: "a file that cannot be read",
  }),
  turns("HostMetricsIncomplete", counted("0+1x5 stale"), SRV1, { shows: "a journal that cannot be counted" }),
  turns(
    "LogFlood",
    { ...counted("0+60x5 300+600x60"), 'bartizan_journal_lines_total{host="srv2",journal="traffic"}': "0+60000x65" },
    { ...SRV1, journal: "system" },
  ),
  turns(
    "LogLinesSuppressed",
    { 'bartizan_journal_suppressed_lines{host="srv1",journal="traffic"}': "0x5 4000x60" },
    { ...SRV1, journal: "traffic" },
  ),
  turns("RebootRequired", { 'bartizan_reboot_required{host="srv1"}': "0x60 1x2000" }, SRV1, { quiet: ["50m", "1450m"], fires: ["1520m"] }),
  turns("HostDiskReadOnly", { [files("node_filesystem_readonly")]: "0x5 1x60" }, disk),
  turns(
    "HostConntrack",
    { 'node_nf_conntrack_entries{host="srv1"}': "50x5 80x60", 'node_nf_conntrack_entries_limit{host="srv1"}': "100x65" },
    SRV1,
  ),
  turns("HostListenOverflow", { 'node_netstat_TcpExt_ListenOverflows{host="srv1"}': "0x10 0+6x60" }, SRV1),
  turns("HostFileDescriptors", { 'node_filefd_allocated{host="srv1"}': "50x5 90x60", 'node_filefd_maximum{host="srv1"}': "100x65" }, SRV1),
  turns("HostClock", { 'node_timex_offset_seconds{host="srv1"}': "0x5 -0.2x60" }, SRV1),
  turns("HostClock", { 'node_timex_sync_status{host="srv1"}': "1x5 0x60" }, SRV1, { shows: "nothing synchronises it" }),
  turns(
    "HostRebooted",
    { 'node_time_seconds{host="srv1"}': "9000+60x60", 'node_boot_time_seconds{host="srv1"}': "1000x10 9600x50" },
    SRV1,
    { quiet: ["4m", "30m"], fires: ["12m"] },
  ),
  {
    alert: "UnitFailed",
    shows: "a failed unit is one alert, a stopped one is the other",
    step: "5s",
    series: {
      [unit("srv1", "active")]: "1x4 0x40",
      [unit("srv1", "failed")]: "0x4 1x40",
      [unit("srv2", "active")]: "1x4 0x40",
      [unit("srv2", "failed")]: "0x44",
    },
    quiet: ["15s"],
    fires: ["2m"],
    labels: [{ host: "srv1", name: "foobar.service", state: "failed" }],
  },
  {
    alert: "UnitNotRunning",
    step: "5s",
    series: {
      [unit("srv1", "active")]: "1x4 0x40",
      [unit("srv1", "failed")]: "0x4 1x40",
      [unit("srv2", "active")]: "1x4 0x40",
      [unit("srv2", "failed")]: "0x44",
    },
    quiet: ["15s"],
    fires: ["2m"],
    labels: [{ host: "srv2", name: "foobar.service", state: "active" }],
  },
  turns("FirewallMissing", { 'bartizan_firewall_loaded{host="srv1"}': "1x4 0x10" }, SRV1, { step: "15s", quiet: ["1m"], fires: ["3m"] }),
  {
    alert: "FirewallDropSurge",
    shows: "many more drops than usual there; what is always so is no surge, and neither are a few",
    series: {
      'bartizan_flow_packets_total{host="srv1",flow="dropped"}': "0+60x400 24000+6000x30",
      'bartizan_flow_packets_total{host="srv2",flow="dropped"}': "0+6000x430",
      'bartizan_flow_packets_total{host="lb1",flow="dropped"}': "0x400 0+600x30",
      'bartizan_flow_packets_total{host="lb1",flow="https_anyone_lb1"}': "0x400 0+60000x30",
    },
    quiet: ["395m"],
    fires: ["420m"],
    labels: [{ host: "srv1", flow: "dropped" }],
  },
  turns(
    "FirewallMetricsStale",
    { 'node_textfile_mtime_seconds{host="srv1",file="/x/bartizan-flows.prom"}': "0+60x10 600x50" },
    {
      host: "srv1",
      file: "/x/bartizan-flows.prom",
    },
  ),
  {
    alert: "CertificateExpiring",
    shows: "397 days of life: renewed with 198 left, a ticket below 99, a page below 33, and still when it is heard of no more",
    series: { [certificate(SITE)]: "17000000x20 8000000x20 2500000x20" },
    quiet: ["19m"],
    fires: ["35m", "90m"],
    labels: [{ host: "lb1", path: SITE }],
  },
  {
    alert: "CertificateEnds",
    series: { [certificate(SITE)]: "17000000x20 8000000x20 2500000x20" },
    quiet: ["19m", "35m"],
    fires: ["50m", "90m"],
    labels: [{ host: "lb1", path: SITE }],
  },
];
