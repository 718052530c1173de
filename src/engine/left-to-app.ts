import { existsSync } from "node:fs";
import { join } from "node:path";
import { PARTS } from "../catalog/registry.ts";
import { BartizanError } from "../util/errors.ts";
import type { ShippedApp } from "./inputs.ts";
import { selectFiles } from "./left-out.ts";
import { rootOf } from "./release.ts";
import { walkTree } from "./tree.ts";

/**
 * What lies in the app's folder of static files and is shipped, and is still no file for the world: web servers leave requests for it to the app.
 * Paths below that folder, sorted. None as long as the folder is not there, or cannot be read: a build may have to make it, and `up` says so.
 */
export function leftToApp(app: ShippedApp): readonly string[] {
  if (app.static === undefined) return [];
  const root = join(rootOf(app), app.static);
  if (!existsSync(root)) return [];
  const found: string[] = [];
  const { leaveOut } = selectFiles(app.source, join(app.output ?? ".", app.static));
  try {
    walkTree(root, leaveOut, (entry, name) => {
      if (entry.isFile() && PARTS.some((part) => part.refusesFile?.(name))) found.push(name);
    });
  } catch (error) {
    if (error instanceof BartizanError) return [];
    throw error;
  }
  return found;
}
