import { numberOf } from "../../kit/answer.ts";
import { bytesCell, cell, numbers } from "../../kit/cells.ts";
import type { StatusFace, StatusTable } from "../../kit/faces/status.ts";
import { hostsOf } from "../../model/infrastructure.ts";

export interface MonitorStatus {
  readonly host: string;
  readonly series: number | null;
  readonly storedBytes: number | null;
  readonly freeBytes: number | null;
}

declare module "../../model/observation.ts" {
  interface Observation {
    readonly monitors: readonly MonitorStatus[];
  }
}

export const monitorStatus: StatusFace<MonitorStatus> = {
  key: "monitors",
  role: "monitor",
  place: 1000,
  rows: (infra, answer) =>
    hostsOf(infra, "monitor").map(({ name }) => ({
      host: name,
      series: answer.samples.get("monitorSeries")?.[0]?.value ?? null,
      storedBytes: numberOf(answer, "monitorStored", name),
      freeBytes: numberOf(answer, "monitorFree", name),
    })),
};

export const monitorTable: StatusTable<MonitorStatus> = {
  title: "MONITOR",
  columns: () => [
    numbers("SERIES", ({ series }) => cell(series, (it) => String(Math.round(it)))),
    numbers("STORED", ({ storedBytes }) => bytesCell(storedBytes)),
    numbers("FREE", ({ freeBytes }) => bytesCell(freeBytes)),
  ],
};
