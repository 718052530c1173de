import type { ConsoleSite } from "../../src/observe/console-site.ts";
import type { Recording, Saved } from "../../src/observe/saved.ts";

/** Where answers come from: the monitor, or a moment that was saved. */
export interface AnswerSource {
  /** The moment that was saved, in seconds since the epoch; absent when the page is live. */
  readonly savedAt?: number;
  readonly site: () => Promise<ConsoleSite>;
  readonly picture: () => Promise<string>;
  /** What to do about each alert, in Markdown, by its name. */
  readonly runbooks: () => Promise<Saved["runbooks"]>;
  /** The JSON at a path of the monitor. Throws a {@link Trouble}. */
  readonly ask: (path: string) => Promise<unknown>;
  /** Sends a silence, as the monitor's API has it. */
  readonly silence: (body: unknown) => Promise<void>;
  /** Ends the silence of this id before its time. */
  readonly endSilence: (id: string) => Promise<void>;
}

/** Why there is no answer, in words for people. */
export class Trouble extends Error {}

const PATIENCE_MS = 20_000;

async function get(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw new Trouble(
      late
        ? "The monitor does not answer in time."
        : "The monitor cannot be reached: the tunnel is closed, or the monitor is down. Is `bartizan console` still running?",
    );
  }
  if (response.ok) return response;
  if (response.status === 502 || response.status === 504)
    throw new Trouble("The monitor is there, but the service behind this does not answer: `bartizan logs monitor` tells why.");
  throw new Trouble(`The monitor refused the question (${response.status}): ${(await response.text()).slice(0, 200)}`);
}

const live: AnswerSource = {
  site: async () => (await (await get("site.json")).json()) as ConsoleSite,
  picture: async () => (await get("picture.svg")).text(),
  runbooks: async () => (await (await get("runbooks.json")).json()) as Saved["runbooks"],
  ask: async (path) => (await get(path.replace(/^\//, ""))).json(),
  silence: async (body) => {
    await get("api/silences", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  },
  endSilence: async (id) => {
    await get(`api/silence/${id}`, { method: "DELETE" });
  },
};

function saved({ at, site, picture, runbooks, answers }: Saved): AnswerSource {
  const known: Recording = answers;
  return {
    savedAt: at,
    site: async () => site,
    picture: async () => picture,
    runbooks: async () => runbooks,
    ask: async (path) => {
      const answer = known[path];
      if (answer === undefined) throw new Trouble("This was not saved.");
      if (answer === null) throw new Trouble("The monitor did not answer this when the page was saved.");
      return answer;
    },
    silence: past,
    endSilence: past,
  };
}

async function past(): Promise<void> {
  throw new Trouble("This page is a saved moment.");
}

/** The source of this page: what is embedded in it, or whoever served it. */
export function sourceOf(document: Document): AnswerSource {
  const text = document.getElementById("saved")?.textContent;
  return text ? saved(JSON.parse(text) as Saved) : live;
}
