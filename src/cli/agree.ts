import { fail } from "../util/errors.ts";

export interface Question {
  /** Nothing is asked: the user has agreed on the command line, or it is the lab, which is there to be changed. */
  readonly agreed: boolean;
  readonly question: string;
  /** What cannot be asked about where there is no terminal, and what to do then. */
  readonly found: string;
  readonly mend: string;
}

/** Real servers are changed only after a yes. Throws `BZ_USAGE` without a terminal, `BZ_DECLINED` for a no. */
export async function agree({ agreed, question, found, mend }: Question): Promise<void> {
  if (agreed) return;
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) throw fail("BZ_USAGE", { found, mend });
  const { confirm, isCancel } = await import("@clack/prompts");
  const answer = await confirm({ message: question, initialValue: false });
  if (isCancel(answer) || !answer) throw fail("BZ_DECLINED");
}
