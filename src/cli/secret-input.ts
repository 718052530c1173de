import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { envLines, readGiven } from "../engine/vault-store.ts";
import { BartizanError, fail } from "../util/errors.ts";
import { agree } from "./agree.ts";
import { print } from "./render/print.ts";

/** The value of a secret: asked for on a terminal, where it is not shown, else all of standard input but the last line end. */
export async function valueFromUser(name: string): Promise<string> {
  const value = process.stdin.isTTY === true ? await asked(name) : readFileSync(0, "utf8").replace(/\r?\n$/, "");
  if (value === "") throw fail("BZ_USAGE", { where: name, found: "an empty value" });
  return value;
}

async function asked(name: string): Promise<string> {
  const { password, isCancel } = await import("@clack/prompts");
  const answer = await password({ message: name });
  if (isCancel(answer)) throw fail("BZ_DECLINED");
  return answer;
}

/** What the user makes of these secrets in their editor. In memory where that can be, for its owner alone, and gone afterwards. */
export async function editedSecrets(secrets: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const dir = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "bartizan-secrets-"));
  const file = join(dir, "secrets.env");
  try {
    writeFileSync(file, `${envLines(secrets).join("\n")}\n`, { mode: 0o600 });
    for (;;) {
      edit(file);
      try {
        return readGiven(file);
      } catch (error) {
        if (!(error instanceof BartizanError) || process.stdin.isTTY !== true) throw error;
        print([error.message]);
      }
      await agree({ agreed: false, question: "Edit again?", found: "lines that are not understood", mend: "Correct them." });
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function edit(file: string): void {
  const editor = process.env.VISUAL || process.env.EDITOR || "vi";
  // An editor may come with words of its own, as in EDITOR="code --wait".
  const { status, error } = spawnSync("sh", ["-c", `${editor} "$1"`, "sh", file], { stdio: "inherit" });
  if (status !== 0)
    throw fail("BZ_USAGE", { where: editor, found: error?.message ?? `status ${status}`, mend: "Nothing was changed. Set EDITOR." });
}
