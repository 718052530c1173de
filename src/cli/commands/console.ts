import { existsSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "@commander-js/extra-typings";
import { hostsOf } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { snapshot } from "../../site/snapshot.ts";
import { openTarget, withHosts } from "../../site/target.ts";
import type { Forward, Transport } from "../../transport/transport.ts";
import { BartizanError, fail } from "../../util/errors.ts";
import { openInBrowser } from "../browser.ts";
import { CONSOLE_ADDRESS, type ConsoleDoor, consoleDoor } from "../console-door.ts";
import { type GlobalOptions, portNumber } from "../options.ts";
import { print } from "../render/print.ts";

export function consoleCommand(): Command {
  const command = new Command("console")
    .description("a page in your browser: the picture alive, every tier and host, the alerts, the findings")
    .option("--open", "open the browser")
    .option("--port <port>", "port of this computer (default: 8407, or the next one that is free)", portNumber)
    .option("--save <file>", "write one self-contained page with the last hour, and end")
    .option("--force", "with --save: replace the file when it is there")
    .addHelpText(
      "after",
      "\nThe page stands on the monitor and is reached through SSH, as long as this command runs. Its address holds a token: who has it can look, and silence alerts.\n\nExamples:\n  bartizan console --lab --open\n  bartizan console --save incident.html     for a post-mortem or a ticket: opens without a server and without a network\n\nExit status: 0 when you end it (Ctrl-C) or the file is written, 1 when the monitor cannot be reached.",
    );
  command.action(async (options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    if (options.save !== undefined && options.force !== true && existsSync(options.save)) {
      throw fail("BZ_OUTPUT", { where: options.save, found: "the file is there", mend: "Choose another name, or add --force." });
    }
    const target = await openTarget(globals);
    const monitors = hostsOf(target.infra, "monitor").map((host) => host.name);
    await withHosts(target, async (transport) => {
      const { forward, monitor } = await reachMonitor(transport, monitors);
      if (options.save !== undefined) {
        const page = await snapshot(forward.socket, monitor);
        writeFileSync(options.save, page.html);
        print([`${options.save}: the last hour of ${target.infra.name} as ${monitor} has it (${Math.round(page.html.length / 1024)} kB)`]);
        return;
      }
      await serve(transport, { forward, monitor }, options.port, (door, port) => {
        const url = door.url(port);
        print(
          globals.json === true
            ? [JSON.stringify({ url, monitor })]
            : [`${url}  the console of ${target.infra.name}, from ${monitor}. Ctrl-C ends it.`],
        );
        if (options.open === true && !openInBrowser(door.once(port)))
          print(["There is no browser to open here: give the address to yours."]);
      });
    });
  });
  return command as unknown as Command;
}

interface Reached {
  readonly forward: Forward;
  readonly monitor: string;
}

/** The first monitor that lets us in. */
async function reachMonitor(transport: Transport, monitors: readonly string[]): Promise<Reached> {
  let first: BartizanError | undefined;
  for (const monitor of monitors) {
    try {
      return { monitor, forward: await transport.forward(monitor, PORTS.loopback.console) };
    } catch (error) {
      if (!(error instanceof BartizanError)) throw error;
      first ??= error;
    }
  }
  throw first ?? fail("BZ_OBSERVE_NO_MONITOR");
}

/** Leads connections to a port of this computer into the tunnel until Ctrl-C. A tunnel that is lost is dug again; the page says meanwhile that nobody answers. */
async function serve(
  transport: Transport,
  reached: Reached,
  wanted: number | undefined,
  ready: (door: ConsoleDoor, port: number) => void,
): Promise<void> {
  let { forward } = reached;
  const door = consoleDoor(() => forward.socket);
  const { server } = door;
  const ended = new Promise<void>((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
  });
  ready(door, await listen(server, wanted));
  let going = true;
  void ended.then(() => {
    going = false;
  });
  try {
    while (going) {
      await Promise.race([ended, forward.ended]);
      while (going) {
        await Promise.race([ended, sleep(1000)]);
        try {
          if (going) forward = await transport.forward(reached.monitor, PORTS.loopback.console);
          break;
        } catch (error) {
          if (!(error instanceof BartizanError)) throw error;
        }
      }
    }
  } finally {
    server.close();
    server.closeAllConnections();
    forward.close();
  }
}

/** On the port that is wanted, or else on the page's own or one of the next. */
async function listen(server: Server, wanted: number | undefined): Promise<number> {
  const ports = wanted === undefined ? Array.from({ length: 20 }, (_, index) => PORTS.loopback.console + index) : [wanted];
  for (const port of ports) {
    const free = await new Promise<boolean>((done) => {
      server.once("error", () => done(false));
      server.listen(port, CONSOLE_ADDRESS, () => done(true));
    });
    server.removeAllListeners("error");
    if (free) return port;
  }
  throw fail("BZ_CONSOLE_PORT", {
    where: CONSOLE_ADDRESS,
    found: `${ports[0]}${ports.length > 1 ? ` to ${ports.at(-1)} are` : " is"} taken`,
  });
}
