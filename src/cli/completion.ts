import type { Argument, Option } from "@bomb.sh/tab";
import tab from "@bomb.sh/tab/commander";
import type { Command } from "@commander-js/extra-typings";
import { ROLES } from "../catalog/roles.ts";
import { openConfig } from "../site/open-config.ts";

type Handler = (complete: (value: string, description: string) => void) => void;

/** Arguments and options, by the names that commands give them, whose values are hosts of the file. */
const HOSTS = { arguments: ["host", "server"], options: ["only"], commands: ["ssh", "exec", "up", "plan", "patch", "db promote", "slow"] };

/**
 * Adds `complete`: with a shell's name it prints the script that the shell reads, and that asks by `complete -- WORDS` at every press of the
 * tab key. Hosts are those of the file; where there is none, or one that is wrong, nothing is offered.
 */
export async function withCompletion(root: Command, words: readonly string[]): Promise<void> {
  const completion = tab(root as unknown as Parameters<typeof tab>[0]);
  root.commands.find((it) => it.name() === "complete")?.description("print what lets your shell complete commands and hosts");
  if (words[0] !== "complete" || words[1] !== "--") return;
  const hosts = await hostNames();
  const oneOf =
    (values: readonly string[], description: string): Handler =>
    (complete) => {
      for (const value of values) complete(value, description);
    };
  for (const name of HOSTS.commands) {
    const command = completion.commands.get(name);
    for (const its of HOSTS.arguments) setHandler(command?.arguments.get(its), oneOf(hosts, "host"));
    for (const its of HOSTS.options) setHandler(command?.options.get(its), oneOf(hosts, "host"));
  }
  setHandler(completion.commands.get("logs")?.arguments.get("what"), (complete) => {
    oneOf(ROLES, "role")(complete);
    oneOf(hosts, "host")(complete);
  });
}

function setHandler(of: Argument | Option | undefined, handler: Handler): void {
  if (of !== undefined) of.handler = handler;
}

async function hostNames(): Promise<readonly string[]> {
  try {
    return (await openConfig(undefined)).infra.hosts.map((it) => it.name);
  } catch {
    // Somebody is typing: what is wrong with the file is told when they are done.
    return [];
  }
}
