import type { Copy, Outcome } from "../../engine/restore.ts";
import { RESTORED } from "../../parts/backup/names.ts";
import type { Target } from "../context.ts";

/** What a copy is, and what would be missing. */
export function copyLines({ id, bytes, at, missing }: Copy, now: number): readonly string[] {
  const day = new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ");
  const since =
    missing === undefined
      ? "What was written since is not in it."
      : missing === 0
        ? "Nothing was written since."
        : `What was written since is not in it: ${missing.toLocaleString("en")} ${missing === 1 ? "transaction" : "transactions"} by now.`;
  return [`copy ${id} of ${day} UTC, ${age(now - at)} old, ${(bytes / 1e6).toFixed(1)} MB`, since];
}

function age(seconds: number): string {
  const minutes = Math.max(0, Math.round(seconds / 60));
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} days`;
}

/** How a restored copy is looked at. */
export function lookLines(host: string, { infra, lab }: Target): readonly string[] {
  const schema = infra.database?.name ?? infra.name;
  const exec = (name: string): string => `bartizan exec ${name}${lab ? " --lab" : ""} --`;
  const socket = `--no-defaults --skip-ssl --socket=${RESTORED.folder}/socket`;
  const writer = infra.database?.topology === "galera" ? host : (infra.database?.primary ?? host);
  return [
    `look    ${exec(host)} mariadb ${socket} ${schema} -e 'SHOW TABLES'`,
    `rows    ${exec(host)} mariadb-dump ${socket} --no-create-info --insert-ignore ${schema} TABLE | ${exec(writer)} mariadb ${schema}`,
    `end     bartizan backup discard${lab ? " --lab" : ""}`,
  ];
}

/** What has become of the database. */
export function replacedLine(outcome: Outcome, { id }: Copy, writer: string): string {
  switch (outcome) {
    case "done":
      return `the database is the copy ${id} now, on ${writer} and on all that follow it; the app is let in`;
    case "untouched":
      return "nothing was replaced; the app is let in";
    case "half":
      return `the database holds a part of the copy ${id}, and the app is kept out of it. Run the same command again with --no-copy, or another copy; \`bartizan up\` lets the app in to what is there.`;
  }
}
