import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { checkConfig } from "../config/check.ts";
import {
  type Answers,
  MOST_SERVERS,
  STARTER_IGNORED,
  STARTER_SERVER,
  STARTER_STYLE,
  starterConfig,
  starterConfigText,
} from "../config/starter.ts";
import { keepTypes, TSCONFIG, TYPES_PATH } from "../site/editor-types.ts";
import { BartizanError, fail } from "../util/errors.ts";

const FILES: readonly { readonly path: string; readonly content: (answers: Answers) => string }[] = [
  { path: "bartizan.config.ts", content: starterConfigText },
  { path: "app/server.js", content: () => STARTER_SERVER },
  { path: "app/public/style.css", content: () => STARTER_STYLE },
];

/** Throws `BZ_INIT_EXISTS` when the folder has one of the files already. */
export function refuseExisting(folder: string): void {
  const there = FILES.map(({ path }) => path).filter((path) => existsSync(join(folder, path)));
  if (there.length > 0) throw fail("BZ_INIT_EXISTS", { where: folder, found: there.join(", "), allowed: "a folder without these files" });
}

/** Throws everything that is wrong with the answers, before anything is written. */
export function judgeAnswers(answers: Answers): void {
  const { servers } = answers;
  if (!Number.isInteger(servers) || servers < 1 || servers > MOST_SERVERS) {
    throw fail("BZ_USAGE", { where: "--servers", found: String(servers), allowed: `a whole number from 1 to ${MOST_SERVERS}` });
  }
  const checked = checkConfig(starterConfig(answers));
  if (!checked.ok) throw new BartizanError(checked.problems);
}

/** Writes the files and returns their paths. A `.gitignore` that is there is only added to. */
export function writeStarter(folder: string, answers: Answers): readonly string[] {
  const ignore = join(folder, ".gitignore");
  try {
    for (const { path, content } of FILES) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content(answers));
    }
    const before = existsSync(ignore) ? readFileSync(ignore, "utf8") : "";
    if (!before.split("\n").includes(STARTER_IGNORED)) {
      writeFileSync(ignore, `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}${STARTER_IGNORED}\n`);
    }
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code ?? "an error";
    throw fail("BZ_INIT_FOLDER", { where: folder, found, allowed: "a folder that you may write", cause });
  }
  return [...FILES.map(({ path }) => join(folder, path)), ignore, ...writeTsconfig(folder)];
}

/** For editors. One that is there is its owner's business: `nextSteps` says what it needs. */
function writeTsconfig(folder: string): readonly string[] {
  const path = join(folder, "tsconfig.json");
  const missing = !existsSync(path);
  if (missing) writeFileSync(path, TSCONFIG);
  keepTypes(folder);
  return missing ? [path] : [];
}

/** What to do now. */
export function nextSteps(folder: string, cwd: string): readonly string[] {
  const there = relative(cwd, folder);
  const typed = readFileSync(join(folder, "tsconfig.json"), "utf8").includes(".bartizan/types");
  return [
    ...(typed
      ? []
      : [
          "",
          "Your tsconfig.json stays as it is. For types and completion in bartizan.config.ts, add to its compilerOptions:",
          `  ${TYPES_PATH}`,
        ]),
    "",
    "Next:",
    ...(there === "" ? [] : [`  cd ${there}`]),
    "  bartizan config          what the file describes",
    "  bartizan up --lab        bring it up on this computer",
  ];
}
