import { element } from "./xml.ts";

/** Line drawings of 16 by 16, stroked with the current class. */
const ICONS = {
  user: "M8 8a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 8 8ZM1.8 14.8c.5-3.4 3-5 6.2-5s5.7 1.6 6.2 5",
  operators: "M1.5 2.5h13v11h-13ZM4.3 6l2.4 2.1-2.4 2.1M8.6 10.4h3.2",
  internet: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM1.7 8h12.6M8 1.5c-4 4-4 9 0 13M8 1.5c4 4 4 9 0 13",
  virtual: "M3.2 5h10M10.4 2.2 13.2 5l-2.8 2.8M12.8 11h-10M5.6 8.2 2.8 11l2.8 2.8",
  dependency: "M8 1.6 14.2 5v6L8 14.4 1.8 11V5Z",
  backup: "M2 2.5h12v3.2H2ZM3 5.7v7.8h10V5.7M6.2 8.6h3.6",
  balancer:
    "M1.5 8h4.2M5.7 8 9.5 3.2h4.8M5.7 8h8.6M5.7 8l3.8 4.8h4.8M12.4 1.4l1.9 1.8-1.9 1.8M12.4 6.2 14.3 8l-1.9 1.8M12.4 11l1.9 1.8-1.9 1.8",
  web: "M1.5 2.5h13v11h-13ZM1.5 5.8h13M3.5 4.2h.2M5.4 4.2h.2",
  app: "M5.2 4 1.6 8l3.6 4M10.8 4l3.6 4-3.6 4M9.2 2.8 6.8 13.2",
  database: "M2.5 3.8c0-3 11-3 11 0v8.4c0 3-11 3-11 0ZM2.5 3.8c0 3 11 3 11 0M2.5 8c0 3 11 3 11 0",
  vote: "M2 8.5h12v5.5H2ZM5 8.5 7.6 6l2.6 2.5M4.5 2.5h7v6",
  service: "M8 1.6 14 4.8v6.4L8 14.4 2 11.2V4.8ZM2 4.8l6 3.2 6-3.2M8 8v6.4",
  monitor: "M1.8 14V2M1.8 14h12.6M4.2 11l3-4.2 2.4 2.4L13.8 4",
  bell: "M3.2 11.8V7.4C3.2 4.4 5.2 2.6 8 2.6s4.8 1.8 4.8 4.8v4.4ZM1.8 11.8h12.4M6.6 14h2.8",
  send: "M1.8 7.4 14.2 1.8 9.8 14.2 7.4 9ZM7.4 9 14.2 1.8",
  client: "M1 8.6h3.2L6 3.2l3.2 10 2-6 .9 1.4H15",
  lock: "M3.2 7.2h9.6v7H3.2ZM5.2 7.2V5c0-4 5.6-4 5.6 0v2.2M8 10v1.8",
  wall: "M1.5 2.5h13v11h-13ZM1.5 6.2h13M1.5 9.8h13M6 2.5v3.7M10.8 6.2v3.6M5 6.2v3.6M8 9.8v3.7M12 9.8v3.7M12 2.5v3.7",
  none: "M3.5 3.5l9 9M12.5 3.5l-9 9",
} as const;

export type IconName = keyof typeof ICONS;

/** An icon with its upper left corner at this place. `look` is a class that gives it a stroke. */
export function icon(name: IconName, x: number, y: number, look: string, size = 16): string {
  const transform = `translate(${x.toFixed(1)} ${y.toFixed(1)})${size === 16 ? "" : ` scale(${size / 16})`}`;
  return element("path", { class: `bz-icon ${look}`, transform, d: ICONS[name] });
}
