import { confirm, intro, isCancel, text } from "@clack/prompts";
import type { Answers } from "../../config/starter.ts";
import { fail } from "../../util/errors.ts";

/** Asks for what was not given on the command line. `judge` says in a line what is wrong with an answer. */
export async function ask(
  defaults: Answers,
  given: ReadonlySet<string>,
  judge: (answers: Answers) => string | undefined,
): Promise<Answers> {
  intro("A new infrastructure");
  let answers = defaults;
  const question = async (key: "name" | "domain" | "servers" | "admin", message: string): Promise<void> => {
    if (given.has(key)) return;
    const answer = (typed: string | undefined): Answers => {
      const value = typed === undefined || typed === "" ? String(answers[key]) : typed;
      return { ...answers, [key]: key === "servers" ? Number(value) : value };
    };
    const typed = await text({ message, initialValue: String(answers[key]), validate: (value) => judge(answer(value)) });
    if (isCancel(typed)) throw fail("BZ_DECLINED", { found: "the questions were not answered" });
    answers = answer(typed);
  };
  await question("name", "What is it called?");
  await question("domain", "Under which DNS name do people reach it?");
  await question("servers", "How many servers run the web server and the app?");
  await question("admin", "From which address range do you administer it by SSH?");
  if (given.has("database")) return answers;
  const database = await confirm({ message: "With a database?", initialValue: answers.database });
  if (isCancel(database)) throw fail("BZ_DECLINED", { found: "the questions were not answered" });
  return { ...answers, database };
}
