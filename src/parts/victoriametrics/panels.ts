import { IN_WINDOW, lastByHost, type Panel, perHost } from "../../kit/panel.ts";

/** What the store says of itself. */
export function storeMeasures(window: string) {
  return {
    monitorSeries: `sum(last_over_time(scrape_samples_post_metric_relabeling${window}))`,
    monitorStored: `sum by (host) (last_over_time(vm_data_size_bytes${window}))`,
    monitorFree: lastByHost("vm_free_disk_space_bytes", window),
  } as const;
}

export function storePanels(): readonly Panel[] {
  const page = "monitor";
  const it = storeMeasures(IN_WINDOW);
  return [
    {
      id: "monitor-series",
      title: "Series",
      unit: "count",
      page,
      perHost: false,
      lines: [{ expr: it.monitorSeries, name: "series" }],
    },
    perHost(page, "monitor-stored", "Stored", "bytes", it.monitorStored),
    perHost(page, "monitor-free", "Free on its disk", "bytes", it.monitorFree),
    {
      ...perHost(page, "monitor-memory", "Memory of its services", "bytes", ""),
      lines: [{ expr: `max by (host, job) (last_over_time(process_resident_memory_bytes${IN_WINDOW}))`, by: ["host", "job"] }],
    },
  ];
}
