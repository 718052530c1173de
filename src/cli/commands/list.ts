import type { Command } from "@commander-js/extra-typings";
import { configCommand } from "./config.ts";
import { initCommand } from "./init.ts";
import { planCommand } from "./plan.ts";
import { execCommand, logsCommand, sshCommand } from "./shell.ts";
import { trustCommand } from "./trust.ts";
import { upCommand } from "./up.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly (() => Command)[] = [
  initCommand,
  configCommand,
  planCommand,
  upCommand,
  logsCommand,
  sshCommand,
  execCommand,
  trustCommand,
];
