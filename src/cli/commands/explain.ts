import { Command } from "@commander-js/extra-typings";
import { check, type Verdict } from "../../check/check.ts";
import type { Topic, TopicContext } from "../../check/explain/topic.ts";
import { TOPICS } from "../../check/explain/topics.ts";
import { selection } from "../../check/only.ts";
import type { Rule } from "../../check/rule.ts";
import { RULES } from "../../check/rules.ts";
import { flowsIn } from "../../model/flow-group.ts";
import { checkInputs, todayUtc } from "../../site/judge.ts";
import { seenIfUp } from "../../site/observe.ts";
import { openTarget, type Target } from "../../site/target.ts";
import { BartizanError, fail } from "../../util/errors.ts";
import { nearest } from "../../util/suggest.ts";
import { page, pages } from "../manual.ts";
import type { GlobalOptions } from "../options.ts";
import { explainedFindingLines, overviewLines, ruleLines, topicLines } from "../render/explain.ts";
import { manualLines } from "../render/manual.ts";
import { print } from "../render/print.ts";

export function explainCommand(): Command {
  const command = new Command("explain")
    .description("answer a question about the design with its own hosts, flows and numbers")
    .argument("[subject]", "a topic, a rule, a finding as `check` names it, or an alert; default: the list of topics and findings")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan explain                    the topics, and the findings\n  bartizan explain firewall\n  bartizan explain qps --lab          with the numbers now\n  bartizan explain plaintext-hop      what the rule is about\n  bartizan explain 'lb-spof@lb1'      what it means here\n  bartizan explain LbSlow             the runbook of an alert\n\nExit status: 0 explained, 2 there is no such subject, or the file is wrong.",
    );
  command.action(async (subject) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const { lines, data } = await explained(subject, globals);
    print(globals.json === true ? [JSON.stringify({ version: 1, ...data })] : lines);
  });
  return command as unknown as Command;
}

/** What is said, for people and for programs. */
interface Explained {
  readonly lines: readonly string[];
  readonly data: object;
}

async function explained(subject: string | undefined, globals: GlobalOptions): Promise<Explained> {
  const rule = RULES.find((it) => it.id === subject);
  if (rule !== undefined) return aboutRule(rule, globals);
  if (subject !== undefined && pages("runbooks").includes(subject)) return runbook(subject);
  const topic = TOPICS.find((it) => it.id === subject);
  if (subject !== undefined && topic === undefined && !subject.includes("@")) throw unknown(subject);
  const target = await openTarget(globals);
  const { context, verdict } = judged(target);
  if (subject === undefined) return overview(verdict);
  if (topic === undefined) return aboutFinding(subject, verdict);
  // Of all answers this one alone is about what runs.
  const seen = topic.id === "qps" ? await seenIfUp(target) : {};
  const blocks = topic.answer(seen.now === undefined ? context : { ...context, now: seen.now });
  return {
    lines: [...topicLines(topic, blocks), ...(seen.trouble === undefined ? [] : ["", seen.trouble])],
    data: { topic: topic.id, question: topic.question, answer: blocks, ...(seen.trouble === undefined ? {} : { trouble: seen.trouble }) },
  };
}

/** What an alert means and what to do: the same everywhere, so no file is needed. */
function runbook(alert: string): Explained {
  const text = page("runbooks", alert);
  return { lines: manualLines(text), data: { alert, runbook: text } };
}

function judged({ loaded, infra }: Target): { readonly context: TopicContext; readonly verdict: Verdict } {
  const inputs = checkInputs(loaded, todayUtc());
  const verdict = check(inputs);
  return {
    verdict,
    context: {
      infra,
      flows: flowsIn(inputs.flowGroups),
      alerts: inputs.alerts,
      availability: verdict.availability,
      findings: verdict.findings,
    },
  };
}

function overview({ findings }: Verdict): Explained {
  return {
    lines: overviewLines(TOPICS, findings),
    data: {
      topics: TOPICS.map(({ id, question }) => ({ id, question })),
      findings: findings.map(({ id, severity, title }) => ({ id, severity, title })),
    },
  };
}

/** A rule is the same everywhere; where there is a file, also what the rule finds in it. */
async function aboutRule(rule: Rule, globals: GlobalOptions): Promise<Explained> {
  const { judge: _, ...text } = rule;
  const findings = await findingsOf(rule, globals);
  return { lines: ruleLines(rule, findings), data: { rule: text, ...(findings === undefined ? {} : { findings }) } };
}

async function findingsOf(rule: Rule, globals: GlobalOptions): Promise<Verdict["findings"] | undefined> {
  try {
    const { verdict } = judged(await openTarget(globals));
    return verdict.findings.filter((it) => it.rule === rule.id);
  } catch (error) {
    const nothingHere = error instanceof BartizanError && error.problems.every(({ code }) => code === "BZ_CONFIG_FILE_MISSING");
    if (nothingHere && globals.config === undefined) return undefined;
    throw error;
  }
}

function aboutFinding(id: string, { findings }: Verdict): Explained {
  const found = selection([id], RULES).findings(findings);
  return {
    lines: found.flatMap((finding) =>
      explainedFindingLines(
        finding,
        RULES.find((it) => it.id === finding.rule),
      ),
    ),
    data: { findings: found },
  };
}

function unknown(subject: string): BartizanError {
  const topics = TOPICS.map((it: Topic) => it.id);
  const near = nearest(subject, [...topics, ...RULES.map((it) => it.id), ...pages("runbooks")]);
  return fail("BZ_EXPLAIN_UNKNOWN", {
    where: subject,
    allowed: `${topics.join(", ")}; a rule; a finding; an alert`,
    ...(near === undefined ? {} : { mend: `Did you mean ${near}?` }),
  });
}
