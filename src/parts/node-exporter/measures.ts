import { lastByHost, rateByHost } from "../../kit/panel.ts";

/** What is left of the file systems of a selector, as df(1) counts: what is reserved for root is neither used nor available. */
export function diskLeft(labels = "", window = ""): string {
  const of = (metric: string): string => {
    const selector = `node_filesystem_${metric}_bytes${labels}`;
    return window === "" ? selector : `last_over_time(${selector}${window})`;
  };
  return `${of("avail")} / (${of("size")} - ${of("free")} + ${of("avail")})`;
}

/** Share of the processors' time in which they were at work; those that wait for a disk are idle. */
export function cpuUsed(window: string): string {
  return `1 - avg by (host) (sum by (host, cpu) (rate(node_cpu_seconds_total{mode=~"idle|iowait"}${window})))`;
}

/** What a machine says of itself. */
export function nodeMeasures(window: string) {
  return {
    hostAge: 'time() - max by (host) (tlast_over_time(up{job="node"}[1h]))',
    hostCpu: cpuUsed(window),
    hostMemory: `1 - ${lastByHost("node_memory_MemAvailable_bytes", window)} / ${lastByHost("node_memory_MemTotal_bytes", window)}`,
    hostDisk: `max by (host, mountpoint) (1 - ${diskLeft("", window)})`,
    hostReceived: rateByHost("node_network_receive_bytes_total", window),
    hostSent: rateByHost("node_network_transmit_bytes_total", window),
  } as const;
}
