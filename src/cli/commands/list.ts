import type { Command } from "@commander-js/extra-typings";
import { configCommand } from "./config.ts";
import { doctorCommand } from "./doctor.ts";
import { downCommand } from "./down.ts";
import { initCommand } from "./init.ts";
import { planCommand } from "./plan.ts";
import { execCommand, logsCommand, sshCommand } from "./shell.ts";
import { statusCommand } from "./status.ts";
import { trustCommand } from "./trust.ts";
import { upCommand } from "./up.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly (() => Command)[] = [
  initCommand,
  configCommand,
  planCommand,
  upCommand,
  statusCommand,
  logsCommand,
  sshCommand,
  execCommand,
  trustCommand,
  doctorCommand,
  downCommand,
];
