import { PARTS } from "../catalog/registry.ts";
import type { Default } from "../language/provenance.ts";
import type { Section } from "../language/section.ts";
import { aliasesSection } from "./sections/aliases.ts";
import { firewallSection } from "./sections/firewall.ts";
import { declaredFlowsSection } from "./sections/flows.ts";
import { hostsSection } from "./sections/hosts.ts";
import { costsSection, dependenciesSection, objectivesSection, reliabilitySection, waiversSection } from "./sections/operation.ts";
import { tlsSection } from "./sections/tls.ts";

/** All sections of the file, those of the language itself and those of the parts, in its order. */
export const SECTIONS: readonly Section[] = [
  ...[aliasesSection, hostsSection, tlsSection, firewallSection, declaredFlowsSection],
  ...[objectivesSection, dependenciesSection, reliabilitySection, costsSection, waiversSection],
  ...PARTS.flatMap((part) => part.section ?? []),
].sort((a, b) => a.place - b.place);

/** Every default of the language. A star stands for any name, `[]` for any place in a list. */
export const DEFAULTS: Readonly<Record<string, Default>> = Object.assign({}, ...SECTIONS.map((section) => section.defaults));

/** Every value that follows from others when the file is silent, and from which. */
export const DERIVED: Readonly<Record<string, string>> = Object.assign({}, ...SECTIONS.map((section) => section.derived));
