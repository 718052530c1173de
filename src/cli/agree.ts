import type { Question } from "../site/operator.ts";
import { fail } from "../util/errors.ts";

interface AskedQuestion extends Question {
  /** Nothing is asked: the user has agreed on the command line, or it is the lab. */
  readonly agreed: boolean;
}

interface NameQuestion {
  /** What stands on the command line. */
  readonly agreed: string | undefined;
  readonly name: string;
  /** The lab is there to be changed. */
  readonly known: boolean;
}

/** Real servers are changed only after a yes. Throws `BZ_USAGE` without a terminal, `BZ_DECLINED` for a no. */
export async function agree({ agreed, question, found, mend }: AskedQuestion): Promise<void> {
  if (agreed) return;
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) throw fail("BZ_USAGE", { found, mend });
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({ message: question, initialValue: false });
  if (isCancel(answer) || !answer) throw fail("BZ_DECLINED");
}

/** What cannot be had back is done only for somebody who writes down what it is done to. Throws as {@link agree} does. */
export async function agreeByName({ agreed, name, known }: NameQuestion): Promise<void> {
  if (known || agreed === name) return;
  const mend = `Run it again with --yes ${name}.`;
  if (agreed !== undefined) throw fail("BZ_USAGE", { found: `--yes ${agreed}`, allowed: name, mend });
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true)
    throw fail("BZ_USAGE", { found: "a database to replace, and no terminal to ask on", mend });
  const { text, isCancel } = await import("@clack/prompts");
  const answer = await text({ message: `This replaces the database of ${name}, and keeps the app out meanwhile. Type its name to go on:` });
  if (isCancel(answer) || answer.trim() !== name) throw fail("BZ_DECLINED");
}
