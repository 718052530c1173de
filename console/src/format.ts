import type { Unit } from "../../src/kit/panel.ts";

/** A number as people read it: three digits that count. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${trim(value / 1e9)} G`;
  if (size >= 1e6) return `${trim(value / 1e6)} M`;
  if (size >= 1e4) return `${trim(value / 1e3)} k`;
  return trim(value);
}

function trim(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return String(Number(value.toFixed(1)));
  return String(Number(value.toPrecision(2)));
}

export function duration(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 1) return `${trim(seconds * 1000)} ms`;
  if (size < 120) return `${trim(seconds)} s`;
  if (size < 7200) return `${Math.round(seconds / 60)} min`;
  if (size < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

function bytes(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${trim(value / 1e9)} GB`;
  if (size >= 1e6) return `${trim(value / 1e6)} MB`;
  if (size >= 1e3) return `${trim(value / 1e3)} kB`;
  return `${Math.round(value)} B`;
}

export function percent(ratio: number): string {
  const value = ratio * 100;
  return `${value === 0 ? "0" : Math.abs(value) < 0.01 ? "< 0.01" : Math.abs(value) < 10 ? String(Number(value.toFixed(2))) : value.toFixed(0)} %`;
}

export function format(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  switch (unit) {
    case "perSecond":
      return `${short(value)}/s`;
    case "ratio":
      return percent(value);
    case "seconds":
      return duration(value);
    case "bytes":
      return bytes(value);
    case "bytesPerSecond":
      return `${bytes(value)}/s`;
    case "days":
      return `${trim(value)} d`;
    case "flag":
      return value === 1 ? "yes" : "no";
    case "count":
      return short(value);
  }
}

/** `14:03` today, `22 Nov 14:03` on another day. */
export function clock(seconds: number, now = Date.now() / 1000): string {
  const date = new Date(seconds * 1000);
  const time = date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  return date.toDateString() === new Date(now * 1000).toDateString()
    ? time
    : `${date.toLocaleDateString(undefined, { day: "numeric", month: "short" })} ${time}`;
}
