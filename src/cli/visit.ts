import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { ENTRIES_OF } from "../engine/vault.ts";
import { labAccess } from "../lab/lab.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { plainNames } from "../model/names.ts";
import type { Target } from "../site/target.ts";
import type { Visit } from "./render/visit.ts";

/** What a lab lacks of the world outside, and the alerts that will say so. */
export async function outsideLines({ infra }: Target, madeUp: readonly string[]): Promise<readonly string[]> {
  const { PARTS } = await import("../catalog/registry.ts");
  return PARTS.flatMap((part) => part.outside?.lacks(infra, madeUp) ?? []);
}

/** Paths as short as the user's working folder lets them be. */
export async function visitOf(target: Target): Promise<Visit> {
  const short = (path: string): string => {
    const near = relative(process.cwd(), path);
    return near.length < path.length ? near : path;
  };
  const https = target.lab ? labAccess(target.labId)?.https : undefined;
  const script = process.argv[1] ?? "bartizan";
  const config = short(target.loaded.path);
  return {
    lab: target.lab,
    domain: target.infra.domain,
    names: plainNames(target.infra),
    program: `${script.includes("node_modules") || !script.startsWith("/") ? "bartizan" : short(script).replace(/^(?![./])/, "./")}${config.includes("/") ? ` -c ${config}` : ""}`,
    breaks: await breakable(target.infra),
    caFile: short([ENTRIES_OF.site, ENTRIES_OF.own].map((it) => join(target.notesDir, it.certificates)).find(existsSync) ?? ""),
    ...(https === undefined ? {} : { https }),
  };
}

/** The first web server, and what serves there. */
async function breakable(infra: Infrastructure): Promise<Visit["breaks"]> {
  const { servicesOn } = await import("../catalog/services.ts");
  const [host] = hostsOf(infra, "web");
  const service = host === undefined ? undefined : servicesOn(host, infra).find((it) => it.roles?.[0] === "web");
  return host === undefined || service === undefined ? undefined : { host: host.name, unit: service.unit.replace(/[.]service$/, "") };
}
