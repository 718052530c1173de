import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Argument, Command } from "@commander-js/extra-typings";
import { alertRulesOf, recordingRulesOf } from "../../catalog/compile.ts";
import { only } from "../../catalog/only.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { dashboards } from "../../observe/dashboard.ts";
import { grafanaJson } from "../../observe/grafana.ts";
import { prometheusScrape } from "../../observe/prometheus.ts";
import { openTarget } from "../../site/target.ts";
import { fail } from "../../util/errors.ts";
import type { GlobalOptions } from "../options.ts";
import { print } from "../render/print.ts";

const KINDS = ["grafana", "prometheus"] as const;

export function exportCommand(): Command {
  const command = new Command("export")
    .description("dashboards for a Grafana, or alert rules for a Prometheus, of your own")
    .addArgument(new Argument("<what>", "`grafana` or `prometheus`").choices(KINDS))
    .option("-o, --output <folder>", "where to write; default: a folder of that name here")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan export grafana -o dashboards\n  bartizan export prometheus && promtool check rules prometheus/rules.yml\n\nExit status: 0 written, 1 not written, 2 the file or the command line is wrong.",
    );
  command.action(async (what, options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const { infra, loaded } = await openTarget(globals);
    const [monitor] = hostsOf(infra, "monitor");
    if (monitor === undefined) throw fail("BZ_OBSERVE_NO_MONITOR", { where: loaded.path });
    const folder = options.output ?? what;
    const files = what === "grafana" ? grafanaFiles(infra) : prometheusFiles(infra, monitor.ssh);
    const written = files.map(([name, text]) => write(folder, name, text));
    print(globals.json === true ? [JSON.stringify({ written })] : written);
  });
  return command as unknown as Command;
}

type Files = readonly (readonly [name: string, text: string])[];

function grafanaFiles(infra: Infrastructure): Files {
  return dashboards(infra).map((it) => [`${it.name}.json`, grafanaJson(infra.name, it)]);
}

function prometheusFiles(infra: Infrastructure, monitor: string): Files {
  return [
    ["rules.yml", only("rulesFile")(infra, alertRulesOf(infra), recordingRulesOf(infra))],
    ["scrape.yml", prometheusScrape(infra, monitor)],
  ];
}

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    throw fail("BZ_OUTPUT", { where: path, output: cause instanceof Error ? cause.message : String(cause), cause });
  }
  return path;
}
