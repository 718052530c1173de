import { isAbsolute, join, normalize } from "node:path";
import type { InfrastructureConfig } from "../language/config.ts";
import { openLedger, type Provenance } from "../language/provenance.ts";
import type { Site } from "../language/section.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { deepFreeze } from "../util/freeze.ts";
import { DEFAULTS, SECTIONS } from "./sections.ts";

/**
 * Completes a config that {@link checkConfig} found right: canonical spellings, defaults, what follows from other values. The
 * result is deeply frozen, and every value in it has an entry in the provenance.
 */
export function resolveConfig(
  config: InfrastructureConfig,
  dir: string,
): { readonly infra: Infrastructure; readonly provenance: Provenance } {
  const book = openLedger(new Map(Object.entries(DEFAULTS)));
  const folder = (written: string): string => normalize(isAbsolute(written) ? written : join(dir, written)).replace(/(?<=.)\/$/, "");
  const site: Site = { config, folder };
  const named = { name: book.file("name", config.name), domain: book.file("domain", config.domain) };
  const sections = SECTIONS.map(({ key, resolve }) => [key, resolve(config[key as keyof InfrastructureConfig] as never, site, book)]);
  // That each section makes what the model has under its key is tied by `section`.
  const infra = { ...named, ...Object.fromEntries(sections.filter(([, it]) => it !== undefined)) } as Infrastructure;
  return deepFreeze({ infra, provenance: book.entries });
}
