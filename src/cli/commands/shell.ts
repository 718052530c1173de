import { Command } from "@commander-js/extra-typings";
import type { Transport } from "../../transport/transport.ts";
import { fail } from "../../util/errors.ts";
import { quoteAll } from "../../util/shell.ts";
import { type GlobalOptions, openTarget, openTransport } from "../context.ts";

/** Opens the machines, does one thing, closes; its status becomes the command's. */
async function withTransport(globals: GlobalOptions, action: (transport: Transport) => Promise<number>): Promise<void> {
  const transport = openTransport(await openTarget(globals));
  try {
    process.exitCode = await action(transport);
  } finally {
    await transport.close();
  }
}

export function sshCommand(): Command {
  const command = new Command("ssh")
    .description("open a shell on a host")
    .argument("<host>", "a host of the file; with --lab also `client`")
    .addHelpText("after", "\nExamples:\n  bartizan ssh srv1 --lab\n  bartizan ssh lb1");
  command.action((host) => withTransport(command.optsWithGlobals() as GlobalOptions, (transport) => transport.attach(host, undefined)));
  return command as unknown as Command;
}

export function execCommand(): Command {
  const command = new Command("exec")
    .description("run a command as root on a host")
    .argument("<host>", "a host of the file; with --lab also `client`")
    .argument("<command...>", "the command and its arguments, after --")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan exec srv1 --lab -- systemctl status nginx\n  bartizan exec client --lab -- curl -s https://www.foobar.com/\n\nExit status: the command's.",
    );
  command.action((host, words) =>
    withTransport(command.optsWithGlobals() as GlobalOptions, (transport) =>
      transport.attach(host, words.length === 1 ? (words[0] ?? "") : quoteAll(words)),
    ),
  );
  return command as unknown as Command;
}

/** The units whose words matter, by what people call them. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  balancer: ["haproxy.service"],
  web: ["nginx.service"],
  database: ["mariadb.service"],
  monitor: ["victoria-metrics.service", "vmalert.service", "prometheus-alertmanager.service"],
};

export function logsCommand(): Command {
  const command = new Command("logs")
    .description("what the hosts' journals say, each line with its host")
    .argument("[what]", "a role (balancer, web, app, database, monitor), a host, or a unit; default: everything of Bartizan's parts")
    .option("-f, --follow", "go on as new lines come")
    .option("-n, --lines <n>", "lines a host to start with", "50")
    .addHelpText("after", "\nExamples:\n  bartizan logs --lab\n  bartizan logs balancer -f\n  bartizan logs srv1 -n 200");
  command.action(async (what, options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const target = await openTarget(globals);
    const { infra } = target;
    const lines = Number(options.lines);
    if (!Number.isInteger(lines) || lines < 0)
      throw fail("BZ_USAGE", { where: "--lines", found: options.lines, allowed: "a whole number" });
    const host = infra.hosts.find((it) => it.name === what);
    const app = `${infra.name}.service`;
    const unitsFor = (roles: readonly string[]): readonly string[] =>
      roles.flatMap((role) => (role === "app" ? [app] : (UNITS[role] ?? [])));
    const wanted = infra.hosts.flatMap((it) => {
      if (host !== undefined) return it === host ? [{ host: it.name, units: unitsFor(it.roles) }] : [];
      if (what === undefined) return [{ host: it.name, units: unitsFor(it.roles) }];
      if (what === "app" || what in UNITS)
        return it.roles.some((role) => role === what) ? [{ host: it.name, units: unitsFor([what]) }] : [];
      return [{ host: it.name, units: [what.includes(".") ? what : `${what}.service`] }];
    });
    const width = Math.max(0, ...wanted.map((it) => it.host.length));
    await withTransport(globals, async (transport) => {
      const codes = await Promise.all(
        wanted.map((it) => {
          const units = quoteAll(it.units.flatMap((unit) => ["-u", unit]));
          const journal = `journalctl -q --no-pager --no-hostname -o short-iso -n ${lines} ${options.follow === true ? "-f " : ""}${units}`;
          return transport.attach(it.host, journal, (line) => process.stdout.write(`${it.host.padEnd(width)}  ${line}\n`));
        }),
      );
      return Math.max(0, ...codes);
    });
  });
  return command as unknown as Command;
}
