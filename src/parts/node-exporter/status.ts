import { numberOf, samplesOf } from "../../kit/answer.ts";
import { bytesCell, cell, numbers, seconds } from "../../kit/cells.ts";
import type { StatusCell, StatusFace, StatusTable } from "../../kit/faces/status.ts";

export interface HostStatus {
  readonly host: string;
  /** How old its newest sample is. */
  readonly sampleAgeSeconds: number | null;
  readonly cpuRatio: number | null;
  readonly memoryRatio: number | null;
  /** Of its fullest file system, as df(1) counts. */
  readonly diskRatio: number | null;
  readonly diskMount: string | null;
  readonly receivedBytesPerSecond: number | null;
  readonly sentBytesPerSecond: number | null;
  /** Samples that wait on the host because the monitor could not be reached. */
  readonly undeliveredBytes: number | null;
}

declare module "../../model/observation.ts" {
  interface Observation {
    readonly hosts: readonly HostStatus[];
  }
}

export const hostStatus: StatusFace<HostStatus> = {
  key: "hosts",
  place: 900,
  rows: (infra, answer) =>
    infra.hosts.map(({ name }) => {
      const [fullest] = samplesOf(answer, "hostDisk", name).toSorted((a, b) => b.value - a.value);
      return {
        host: name,
        sampleAgeSeconds: numberOf(answer, "hostAge", name),
        cpuRatio: numberOf(answer, "hostCpu", name),
        memoryRatio: numberOf(answer, "hostMemory", name),
        diskRatio: fullest?.value ?? null,
        diskMount: fullest?.labels.mountpoint ?? null,
        receivedBytesPerSecond: numberOf(answer, "hostReceived", name),
        sentBytesPerSecond: numberOf(answer, "hostSent", name),
        undeliveredBytes: numberOf(answer, "hostUndelivered", name),
      };
    }),
};

export const hostTable: StatusTable<HostStatus> = {
  title: "HOST",
  columns: () => [
    numbers("CPU", ({ cpuRatio }) => share(cpuRatio, 0.9)),
    numbers("MEMORY", ({ memoryRatio }) => share(memoryRatio, 0.9)),
    numbers("DISK", ({ diskRatio }) => share(diskRatio, 0.85)),
    numbers("IN/S", ({ receivedBytesPerSecond }) => bytesCell(receivedBytesPerSecond)),
    numbers("OUT/S", ({ sentBytesPerSecond }) => bytesCell(sentBytesPerSecond)),
    numbers("SAMPLE", age),
  ],
};

function share(value: number | null, limit: number): StatusCell {
  return cell(value, (it) => `${(Math.max(0, it) * 100).toFixed(0)} %`, limit);
}

function age({ sampleAgeSeconds }: HostStatus): StatusCell {
  return sampleAgeSeconds === null ? { text: "none", tone: "bad" } : cell(sampleAgeSeconds, (it) => `${seconds(it)} old`, 30);
}
