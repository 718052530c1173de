import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Site } from "./site.ts";

/** Where this run of the tests notes its project; the runner's environment goes to its workers. */
const NOTE = process.env.BARTIZAN_E2E_NOTE ?? join(tmpdir(), `bartizan-e2e-note-${process.pid}`);
process.env.BARTIZAN_E2E_NOTE = NOTE;

/** The whiteboard, running and as its file says: booted by the first test file that asks, taken down after the last. One file at a time may use it. */
export async function sharedWhiteboard(): Promise<Site> {
  if (existsSync(NOTE)) {
    const site = new Site(readFileSync(NOTE, "utf8"));
    await site.up();
    return site;
  }
  const site = Site.copyOf("whiteboard");
  writeFileSync(NOTE, site.dir);
  await site.up();
  return site;
}

/** Takes it down: its machines cost those time who do not use them. */
export async function downShared(): Promise<void> {
  // Of two files that begin at once, one takes it down.
  const mine = `${NOTE}-${process.pid}`;
  try {
    renameSync(NOTE, mine);
  } catch {
    return;
  }
  await new Site(readFileSync(mine, "utf8")).remove();
  rmSync(mine);
}

/** For vitest's globalSetup: nothing before, everything away after. */
export function setup(): () => Promise<void> {
  return async () => {
    await downShared();
  };
}
