import { Command } from "@commander-js/extra-typings";
import { only } from "../../catalog/only.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { knownNames } from "../../site/known-names.ts";
import { openTarget, withHosts } from "../../site/target.ts";
import { fail } from "../../util/errors.ts";
import { type GlobalOptions, usage } from "../options.ts";
import { print } from "../render/print.ts";
import { slowLines } from "../render/slow.ts";

export function slowCommand(): Command {
  const command = new Command("slow")
    .description("which paths of the site are slow, from the balancers' journals")
    .argument("[server]", "only requests that this web server answered")
    .option("-S, --since <time>", "requests since then, in journalctl's words", "-15min")
    .option("-n, --lines <n>", "how many paths", "15")
    .addHelpText(
      "after",
      "\nTimes are from the whole request at the balancer to the head of the answer. Numbers and ids in paths are made alike (N, ID); what stands\nbehind a ? is in no journal.\n\nExamples:\n  bartizan slow\n  bartizan slow srv1 --since -1h\n  bartizan slow --json | jq '.[] | select(.p99Ms > 2000)'\n\nExit status: 0 the balancers have answered, 1 none has, 2 the file or the command line is wrong.",
    );
  command.action(async (server, options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const target = await openTarget(globals);
    const balancers = hostsOf(target.infra, "balancer").map((it) => it.name);
    if (balancers.length === 0)
      throw fail("BZ_USAGE", { where: "slow", found: "no host that runs the balancer", allowed: "a file with a balancer" });
    if (!/^\d{1,5}$/.test(options.lines)) throw usage("--lines", options.lines, "a whole number");
    if (server !== undefined) {
      knownNames(
        [server],
        hostsOf(target.infra, "web").map((it) => it.name),
        () => server,
      );
    }
    const { boundMs, script, times } = only("slowRequests");
    await withHosts(target, async (transport) => {
      const results = await Promise.all(
        balancers.map((host) => transport.run(host, "sh -s", { stdin: script(options.since, server), timeoutMs: 120_000 })),
      );
      const said = results.map((it) => it.stderr.trim()).find((it) => it !== "");
      if (said !== undefined)
        throw usage("--since", `${JSON.stringify(options.since)} (${said})`, "a time as journalctl(1) takes it: -1h, today");
      const paths = times(results.map((it) => it.stdout)).slice(0, Number(options.lines));
      print(globals.json === true ? [JSON.stringify(paths)] : slowLines(paths, options.since, boundMs));
    });
  });
  return command as unknown as Command;
}
