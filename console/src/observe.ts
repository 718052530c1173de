import { STATUS } from "bartizan:status";
import type { Observation } from "../../src/model/observation.ts";
import { parseAlerts, parseAnswer } from "../../src/observe/answer.ts";
import type { ConsoleSite } from "../../src/observe/console-site.ts";
import { observation } from "../../src/observe/observation.ts";
import { instantPath } from "../../src/observe/saved.ts";
import { type AnswerSource, Trouble } from "./source.ts";

/** What `bartizan status` shows, asked by the page. */
export async function observed(source: AnswerSource, site: ConsoleSite): Promise<Observation> {
  const [metrics, alerts] = await Promise.all([source.ask(instantPath(site.status)), source.ask("/api/alerts").catch(() => undefined)]);
  const answer = parseAnswer(JSON.stringify(metrics));
  if (answer === undefined) throw new Trouble("The store on the monitor answers with something else than samples.");
  return observation(STATUS, site, "", answer, (alerts === undefined ? undefined : parseAlerts(JSON.stringify(alerts))) ?? null);
}
