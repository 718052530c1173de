import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Site } from "./site.ts";

/** What a load came to; times in milliseconds. */
export interface LoadResult {
  readonly sent: number;
  readonly failed: number;
  /** The first of them, with what is needed to find them in the logs. */
  readonly failures: readonly unknown[];
  readonly statuses: Readonly<Record<string, number>>;
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** The longest time between two answers: how long nobody was served. */
  readonly gap: number;
}

/** Requests a second that leave this machine room for what is done to the hosts meanwhile: a single core serves, and does that, alone. */
export function rateHere(usual: number): number {
  return Number(process.env.BARTIZAN_E2E_RATE ?? (availableParallelism() > 1 ? usual : usual * 0.4));
}

/** In the place of a CA's file: the site's certificate is not verified, for a load during which it gets another CA. */
export const ANY_CA = "-";

/** Requests at a steady rate from the internet of the lab until it is told to stop, or for so many seconds; a fifth of them write. */
export function steadyLoad(
  site: Site,
  address: string,
  rate: number,
  caFile = site.caFile,
  seconds = 150,
): { readonly stop: () => Promise<LoadResult> } {
  const { enter } = site.access();
  const script = fileURLToPath(new URL("load.mjs", import.meta.url));
  const domain = /domain:\s*"([^"]+)"/.exec(site.config)?.[1] ?? "";
  const args = [...enter, process.execPath, script, address, domain, caFile, String(rate), String(seconds), "0.2"];
  const child = spawn(args[0] ?? "", args.slice(1), { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  const ended = new Promise<void>((resolve, reject) => child.once("error", reject).once("exit", () => resolve()));
  return {
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      return JSON.parse(out) as LoadResult;
    },
  };
}
