import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import ignore from "ignore";
import { IGNORE_FILE } from "../model/ignore-file.ts";
import { OWN_FOLDER } from "./own-folder.ts";
import type { LeaveOut } from "./tree.ts";

/** Never shipped, at any depth, whatever the user's rules say: histories, and what is Bartizan's own. */
const NEVER: ReadonlySet<string> = new Set([".git", ".hg", ".svn", OWN_FOLDER, IGNORE_FILE]);

/** Left out at any depth: where tools keep secrets and keys, by the names that the tools gave them. */
const RULES: readonly string[] = [
  ...[".env", ".env.*", "*.env", ".envrc", "!.env.example", "!.env.sample", "!.env.template", "!.env.dist", "!.env.defaults"],
  ...[".npmrc", ".netrc", "_netrc", ".pypirc", ".pgpass", ".my.cnf", ".mylogin.cnf", ".git-credentials", ".dockercfg", ".s3cfg", ".boto"],
  ...[".ssh/", ".aws/", ".azure/", ".gnupg/", ".kube/", ".docker/", ".gem/credentials", ".cargo/credentials*", ".terraform/"],
  ...["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "*.ppk", "*.kdbx", "*.tfstate", "*.tfstate.*", "*.tfvars"],
  ...[".DS_Store", "Thumbs.db"],
];

/** Names of files that may be a private key; whether one is says its first line. */
const MAY_BE_KEY = /\.(?:pem|key)$/i;

/** What is not shipped of a folder, in one place for the id of a release and for its archive. */
export interface Selection {
  readonly leaveOut: LeaveOut;
  /** What was left out so far and may be missed: not what is never shipped. Paths relative to the source, folders with a slash. */
  readonly missed: () => readonly string[];
}

/** `below`: the folder that is shipped, relative to the source, when it is not all of it. */
export function selectFiles(source: string, below: string | undefined): Selection {
  const rules = ignore({ ignorecase: false }).add([...RULES]);
  const own = join(source, IGNORE_FILE);
  if (existsSync(own)) rules.add(readFileSync(own, "utf8"));
  const folder = below === undefined ? "" : `${below.replace(/^(?:\.\/)+|\/+$/g, "")}/`;
  const missed: string[] = [];
  const leaveOut: LeaveOut = (path, name, directory) => {
    if (NEVER.has(name)) return true;
    const inSource = `${folder === "./" || folder === "/" ? "" : folder}${path}`;
    const { ignored, unignored } = rules.test(directory ? `${inSource}/` : inSource);
    const out = ignored || (!unignored && !directory && MAY_BE_KEY.test(name) && isPrivateKey(join(source, inSource)));
    if (out) missed.push(directory ? `${inSource}/` : inSource);
    return out;
  };
  return { leaveOut, missed: () => missed };
}

/** PEM (RFC 7468) of any kind of private key; text may stand before it. */
function isPrivateKey(path: string): boolean {
  try {
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(8192);
      return /^-----BEGIN [A-Z ]*PRIVATE KEY-----/m.test(head.toString("latin1", 0, readSync(file, head)));
    } finally {
      closeSync(file);
    }
  } catch {
    // Whoever ships it says why it cannot be read.
    return false;
  }
}
