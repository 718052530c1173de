import { asksForLab } from "../site/lab-asked.ts";
import type { Operator } from "../site/operator.ts";
import { agree } from "./agree.ts";
import { interruptible } from "./interruption.ts";
import type { GlobalOptions } from "./options.ts";
import { noticeLines } from "./render/notice.ts";
import { print } from "./render/print.ts";
import { jsonProgress, liveProgress, type Progress, plainProgress } from "./render/progress.ts";

export interface Changing extends GlobalOptions {
  /** The user has agreed on the command line. */
  readonly yes?: boolean | undefined;
  /** Lines alone, where others would draw over them. */
  readonly plain?: boolean;
  /** What nobody can know of a run that was interrupted. */
  readonly unknown?: string;
}

/** Runs what changes hosts for the user of a terminal, or for a program: shown as it goes on, and ended in order. */
export async function changing(
  { json = false, lab, yes = false, plain = false, unknown }: Changing,
  work: (operator: Operator, progress: Progress) => Promise<void>,
): Promise<void> {
  const progress = json ? jsonProgress() : process.stdout.isTTY && !plain ? liveProgress() : plainProgress();
  const tell: Operator["tell"] = (notice) => {
    if (!json) print(noticeLines(notice));
  };
  // The lab is there to be changed.
  const agreed = yes || asksForLab(lab);
  try {
    const run = (emit: Operator["emit"]): Promise<void> =>
      work({ emit, tell, agree: (question) => agree({ agreed, ...question }) }, progress);
    await interruptible(progress.emit, run, unknown);
  } finally {
    progress.end();
  }
}
