import type { Acts, Kind, KindName } from "./kind.ts";
import { accounts } from "./kinds/account.ts";
import { certificates } from "./kinds/certificate.ts";
import { commands } from "./kinds/command.ts";
import { directories } from "./kinds/directory.ts";
import { files } from "./kinds/file.ts";
import { links } from "./kinds/link.ts";
import { packages } from "./kinds/package.ts";
import { releases } from "./kinds/release.ts";
import { rulesets } from "./kinds/ruleset.ts";
import { units } from "./kinds/unit.ts";
import { written } from "./kinds/written.ts";
import type { Step } from "./step.ts";

/** All kinds, in the order in which a host is asked about them. Who looks one up by the kind of what it has gets the one that fits. */
export const KIND_OF: Readonly<Record<KindName, Kind<KindName>>> = {
  package: packages,
  account: accounts,
  file: files,
  directory: directories,
  link: links,
  certificate: certificates,
  ruleset: rulesets,
  release: releases,
  unit: units,
  command: commands,
  written,
};

/** What is done about a step; nothing but bookkeeping about those that are of no kind. */
export function actsOn({ kind }: Step): Acts<Step> {
  if (kind === "install") return packages as Acts<Step>;
  return kind === "remove" || kind === "record" ? {} : KIND_OF[kind];
}
