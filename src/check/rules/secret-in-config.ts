import type { Judgement } from "../../kit/faces/finding.ts";
import type { Infrastructure, Receiver } from "../../model/infrastructure.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";
import { inCommand, inUrl, inVariable, type Sighting } from "./shared/secret-sight.ts";

/** Kinds of receivers that are reached by a key: any text that stands there is that key. */
const BY_KEY: readonly Receiver["kind"][] = ["pagerduty", "opsgenie"];

/** Secrets that loading the file lets pass, because only their place or their randomness gives them away. Their values are in no text. */
export const secretInConfig: Rule = {
  id: "secret-in-config",
  section: "operations",
  severity: "error",
  title: "A secret stands in the file itself.",
  why: "The file is in a repository, and a repository is copied: to every laptop, to CI, to backups, to whoever leaves the company. What was in it once stays in its history. It is a warning where only the randomness of a value speaks for it.",
  mend: 'Write secret("NAME") in its place, and replace the secret, for it has been shared.',
  drill: "none: the file alone shows it",
  falsePositive: "The value is random and public: an id, a checksum, a public key.",
  references: [
    REFERENCES.hardCoded,
    {
      title: "OWASP: Secrets Management Cheat Sheet",
      url: "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    },
  ],
  judge: ({ infra }) => {
    const seen = new Map<string, Judgement>();
    for (const { entity, path, sighting, who } of sightings(infra)) {
      if (!seen.has(entity)) seen.set(entity, judgement(entity, path, sighting, who));
    }
    return [...seen.values()];
  },
};

interface Sighted {
  /** The place without the indices of lists, which change. */
  readonly entity: string;
  readonly path: string;
  readonly sighting: Sighting;
  /** Who gets to see it there besides the readers of the repository, and what for. */
  readonly who: string;
}

function sightings({ app, backups, monitoring }: Infrastructure): readonly Sighted[] {
  const found: Sighted[] = [];
  const look = (entity: string, path: string, sighting: Sighting | undefined, who: string): void => {
    if (sighting !== undefined) found.push({ entity, path, sighting, who });
  };
  if (app !== undefined) {
    const processes = "On the hosts, every user who lists the processes reads it, too.";
    look("app.command", "app.command", inCommand(app.command), processes);
    if (app.build !== undefined) look("app.build", "app.build", inCommand(app.build), "Logs of the build show it, too.");
    for (const [name, value] of Object.entries(app.env)) {
      if (typeof value === "string")
        look(`app.env.${name}`, `app.env.${name}`, inVariable(name, value), "With it, they can do what the app can.");
    }
  }
  if (backups !== undefined)
    look("backups.to", "backups.to", inUrl(backups.to), "With it, they read every backup, or delete them before they strike.");
  const { watchdog } = monitoring;
  if (typeof watchdog === "string") {
    const fake = "With it, they send the sign of life themselves, and the dead monitor is not missed.";
    look("monitoring.watchdog", "monitoring.watchdog", inUrl(watchdog), fake);
  }
  for (const [index, { kind, to }] of monitoring.receivers.entries()) {
    if (typeof to !== "string" || kind === "email") continue;
    const sighting: Sighting | undefined = BY_KEY.includes(kind) ? { kind: `the key of ${kind}`, sure: "certain" } : inUrl(to);
    look(
      `monitoring.receivers:${kind}`,
      `monitoring.receivers[${index}].to`,
      sighting,
      "With it, they can raise false alarms in your name, until nobody believes a true one.",
    );
  }
  return found;
}

function judgement(entity: string, path: string, { kind, sure }: Sighting, who: string): Judgement {
  return {
    entity,
    severity: sure === "certain" ? "error" : "warning",
    title: `${path} ${sure === "certain" ? "holds" : "seems to hold"} ${kind}.`,
    why: `Whoever has read the repository once has it for good. ${who}`,
    evidence: [`${path}: ${kind} (not shown)`],
    fix: { kind: "advice", title: `${remedy(path)}, and replace the secret.` },
    hosts: [],
    path,
  };
}

/** What is done instead of writing it there, as the beginning of a sentence. */
function remedy(path: string): string {
  if (path === "app.command" || path === "app.build") return 'Put it under app.env as secret("NAME") and let the command read the variable';
  // The language takes no secret there: the copies are made by a program that has keys of its own.
  if (path === "backups.to") return "Give it to the program that makes the copies, in a file of its own";
  return `Write secret("NAME") as ${path}`;
}
