import pc from "picocolors";

/** A page of Markdown as people read it on a terminal; links become the command that shows where they lead. */
export function manualLines(markdown: string): readonly string[] {
  let code = false;
  const lines = markdown.trimEnd().split("\n");
  // A runbook's last line leads to a reference that no terminal has.
  const kept = lines.filter((line) => !line.startsWith("Its condition: ")).join("\n");
  return kept
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      if (line.startsWith("```")) {
        code = !code;
        return [];
      }
      if (code) return [`    ${line}`];
      const heading = /^#+ (.*)$/.exec(line)?.[1];
      return [heading === undefined ? withoutLinks(line) : pc.bold(withoutLinks(heading))];
    });
}

function withoutLinks(line: string): string {
  return line
    .replaceAll(/\[([^\]]+)\]\((?:\.\.\/runbooks\/)?([A-Z]\w+)\.md\)/g, (_, words: string, name: string) =>
      words === name ? `${name} (bartizan explain ${name})` : `${words} (bartizan explain ${name})`,
    )
    .replaceAll(/\[([^\]]+)\]\((?:\.\.\/guide\/)?([a-z][\w-]*)\.md(?:#[\w-]+)?\)/g, "$1 (bartizan guide $2)")
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1");
}
