import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Site } from "./site.ts";

/** Where this run of the tests notes its projects; the runner's environment goes to its workers. */
const NOTES = process.env.BARTIZAN_E2E_NOTES ?? mkdtempSync(join(tmpdir(), "bartizan-e2e-notes-"));
process.env.BARTIZAN_E2E_NOTES = NOTES;

/** The whiteboard, running and as its file says: booted by the first test file that asks, taken down after the last. Each worker has one of its own. */
export async function sharedWhiteboard(): Promise<Site> {
  const note = noteHere();
  if (existsSync(note)) {
    const site = new Site(readFileSync(note, "utf8"));
    await site.up();
    return site;
  }
  const site = Site.copyOf("whiteboard");
  writeFileSync(note, site.dir);
  await site.up();
  return site;
}

const noteHere = (): string => join(NOTES, process.env.VITEST_POOL_ID ?? "1");

/** Takes down this worker's: its machines cost those time who do not use them. */
export async function downShared(note = noteHere()): Promise<void> {
  if (!existsSync(note)) return;
  await new Site(readFileSync(note, "utf8")).remove();
  rmSync(note);
}

/** For vitest's globalSetup: nothing before, everything away after. */
export function setup(): () => Promise<void> {
  return async () => {
    for (const note of existsSync(NOTES) ? readdirSync(NOTES) : []) await downShared(join(NOTES, note));
    rmSync(NOTES, { recursive: true, force: true });
  };
}
