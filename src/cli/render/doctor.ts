import pc from "picocolors";

/** What the doctor looked at. */
export interface DoctorFinding {
  readonly name: string;
  readonly ok: boolean | "warn";
  readonly found: string;
  readonly mend?: string;
}

/** One line a check; what is missing or lossy also says how to mend it. Ends with a verdict. */
export function doctorLines(findings: readonly DoctorFinding[]): readonly string[] {
  const width = Math.max(...findings.map((it) => it.name.length));
  const lines = findings.flatMap((it) => {
    const mark = it.ok === true ? pc.green("ok  ") : it.ok === "warn" ? pc.yellow("warn") : pc.red("miss");
    const line = `${mark}  ${it.name.padEnd(width)}  ${it.found}`;
    return it.ok === true || it.mend === undefined ? [line] : [line, `      ${"".padEnd(width)}  ${pc.bold(it.mend)}`];
  });
  const missing = findings.filter((it) => it.ok === false).length;
  const verdict = missing === 0 ? "The lab can run here." : `${missing} ${missing === 1 ? "thing is" : "things are"} missing for the lab.`;
  return [...lines, "", verdict];
}
