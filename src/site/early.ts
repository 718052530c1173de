import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findConfig } from "../config/find.ts";
import { LOOK } from "../engine/look-command.ts";
import { OWN_FOLDER } from "../engine/own-folder.ts";
import { writePrivate } from "../engine/vault-store.ts";
import { type OpensshOptions, openssh } from "../transport/openssh.ts";
import type { Transport } from "../transport/transport.ts";
import { waiting } from "../transport/waiting.ts";
import { asksForLab } from "./lab-asked.ts";

// To read the file takes half as long as a login. So the commands that look at all hosts begin to log in to those of their last run
// before they read it, and go on with these logins only if the file names the same.

/** How the last run reached the hosts that it looked at. */
interface Note extends Omit<OpensshOptions, "destinations"> {
  readonly destinations: readonly (readonly [name: string, destination: string])[];
  readonly hosts: readonly string[];
}

const LOOKS = ["up", "plan", "diff"];

let begun: { readonly note: string; readonly transport: Transport } | undefined;

/** Logs in to the hosts of the last run, if these words are of a command that looks at all of them, and there was one. */
export function beginEarly(words: readonly string[]): void {
  if (!words.some((word) => LOOKS.includes(word)) || words.some((word) => /^(--(?:only|plan)\b.*|--help|-h)$/.test(word))) return;
  const text = lastNote(words);
  if (text === undefined) return;
  const { destinations, hosts, ...options } = JSON.parse(text) as Note;
  // A lab's goes with the lab.
  if (options.configFile !== undefined && !existsSync(options.configFile)) return;
  const transport = openssh({ ...options, destinations: new Map(destinations) });
  begun = { note: text, transport: waiting(transport, hosts, LOOK) };
}

function lastNote(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => word === "-c" || word === "--config");
  try {
    const dir = dirname(findConfig(at < 0 ? undefined : words[at + 1], process.cwd()));
    return readFileSync(noteIn(join(dir, OWN_FOLDER, asksForLab(words.includes("--lab")) ? "lab" : "servers")), "utf8");
  } catch {
    // What is wrong with the words or the folder is said by those that need them.
    return undefined;
  }
}

const noteIn = (notesDir: string): string => join(notesDir, "logins.json");

function noteOf({ destinations, ...options }: OpensshOptions, hosts: readonly string[]): string {
  return JSON.stringify({ ...options, destinations: [...destinations], hosts } satisfies Note);
}

/** The logins that are under way when they are those that are wanted; otherwise they are given up. */
export function takeEarly(options: OpensshOptions, hosts: readonly string[]): Transport | undefined {
  if (begun?.note !== noteOf(options, hosts)) return void dropEarly();
  const { transport } = begun;
  begun = undefined;
  return transport;
}

/** Gives up what nobody took. */
export async function dropEarly(): Promise<void> {
  const its = begun;
  begun = undefined;
  await its?.transport.close();
}

/** Notes how the hosts were reached, for the next run; where `up` has never run, nothing is left behind. */
export function noteLogins(notesDir: string, options: OpensshOptions, hosts: readonly string[]): void {
  const path = noteIn(notesDir);
  const text = noteOf(options, hosts);
  if (!existsSync(notesDir)) return;
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  writePrivate(path, text);
}
