import type { Command } from "@commander-js/extra-typings";

/** A command under its name; its code is loaded only when it is called for, as most of what starting costs is loading. */
export interface NamedCommand {
  readonly name: string;
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly NamedCommand[] = [
  { name: "init", load: async () => (await import("./init.ts")).initCommand() },
  { name: "config", load: async () => (await import("./config.ts")).configCommand() },
  { name: "check", load: async () => (await import("./check.ts")).checkCommand() },
  { name: "fix", load: async () => (await import("./fix.ts")).fixCommand() },
  { name: "explain", load: async () => (await import("./explain.ts")).explainCommand() },
  { name: "draw", load: async () => (await import("./draw.ts")).drawCommand() },
  { name: "report", load: async () => (await import("./report.ts")).reportCommand() },
  { name: "bootstrap", load: async () => (await import("./bootstrap.ts")).bootstrapCommand() },
  { name: "plan", load: async () => (await import("./plan.ts")).planCommand() },
  { name: "up", load: async () => (await import("./up.ts")).upCommand() },
  { name: "patch", load: async () => (await import("./patch.ts")).patchCommand() },
  { name: "db", load: async () => (await import("./db.ts")).dbCommand() },
  { name: "backup", load: async () => (await import("./backup.ts")).backupCommand() },
  { name: "status", load: async () => (await import("./status.ts")).statusCommand() },
  { name: "console", load: async () => (await import("./console.ts")).consoleCommand() },
  { name: "alerts", load: async () => (await import("./alerts.ts")).alertsCommand() },
  { name: "export", load: async () => (await import("./export.ts")).exportCommand() },
  { name: "logs", load: async () => (await import("./logs.ts")).logsCommand() },
  { name: "slow", load: async () => (await import("./slow.ts")).slowCommand() },
  { name: "ssh", load: async () => (await import("./shell.ts")).sshCommand() },
  { name: "exec", load: async () => (await import("./shell.ts")).execCommand() },
  { name: "secrets", load: async () => (await import("./secrets.ts")).secretsCommand() },
  { name: "rotate", load: async () => (await import("./rotate.ts")).rotateCommand() },
  { name: "revoke", load: async () => (await import("./revoke.ts")).revokeCommand() },
  { name: "trust", load: async () => (await import("./trust.ts")).trustCommand() },
  { name: "guide", load: async () => (await import("./guide.ts")).guideCommand() },
  { name: "doctor", load: async () => (await import("./doctor.ts")).doctorCommand() },
  { name: "down", load: async () => (await import("./down.ts")).downCommand() },
];
