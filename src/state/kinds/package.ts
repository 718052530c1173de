import { shellWords } from "../../util/shell.ts";
import type { Kind } from "../kind.ts";
import { quietInstall } from "../quiet-install.ts";
import type { PackageResource } from "../resource.ts";
import { numbered } from "../script-frame.ts";
import type { StepOf } from "../step.ts";

export const packages: Kind<"package"> = {
  ask: (all) => ({
    script: `dpkg-query -W -f='package\\t\${Package}\\t\${Version}\\t\${db:Status-Status}\\n' ${shellWords(all.map((it) => it.name))}`,
  }),

  read(it, said) {
    const [version = "", status] = said.tagged("package").get(it.name) ?? [];
    return status === "installed" ? { kind: "package", version } : undefined;
  },

  prepare: (step, plan) => numbered(plan, step, installScript(step.packages)),
};

/** One step for all that are missing: apt-get(8) is slow to start. */
export function installStep(missing: readonly PackageResource[]): StepOf<"install"> {
  const names = missing.map((it) => it.name);
  return { kind: "install", key: "package", packages: names, summary: `install ${names.join(", ")}` };
}

function installScript(names: readonly string[]): string {
  const install = `apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 ${shellWords(names)}`;
  return `${quietInstall(`${install} || { apt-get update -qq && ${install}; }`)}
# Whoever misspelt a name wants to know what there is.
[ "$code" -eq 0 ] || {
  value known "$(sed -n 's/.*Unable to locate package \\(..\\).*/\\1/p' log | sort -u | while read -r it; do apt-cache pkgnames "$it"; done | paste -sd ' ')"
  exit 1
}`;
}
