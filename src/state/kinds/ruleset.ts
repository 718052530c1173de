import { sha256 } from "../../util/hash.ts";
import { fill } from "../../util/reveal.ts";
import { shellWord } from "../../util/shell.ts";
import type { Kind } from "../kind.ts";
import { backScript } from "../originals.ts";
import { HOST_PATHS, ROLLBACK_UNIT } from "../paths.ts";
import { keyOf } from "../resource.ts";
import { stagePath } from "../script-frame.ts";
import type { StepOf } from "../step.ts";

const STAMP = `${HOST_PATHS.stamps}/ruleset`;

/** A host has one at most: its firewall. */
export const rulesets: Kind<"ruleset"> = {
  ask: (all) => ({ digest: all.map((it) => it.path), ...(all[0] === undefined ? {} : { piped: inKernel(all[0].table) }) }),

  read(it, said) {
    const loadedSha = said.digests.get("-");
    const [stampedText = "", stampedLoaded = ""] = said.note(STAMP).split(" ");
    if (loadedSha === undefined) return undefined;
    return { kind: "ruleset", fileSha: said.digests.get(it.path) ?? "", loadedSha, stampedText, stampedLoaded };
  },

  plan(it, seen, { secrets }) {
    const text = sha256(fill(it.content, secrets));
    const same = seen?.fileSha === text && seen.stampedText === text && seen.stampedLoaded === seen.loadedSha;
    return same ? undefined : { kind: "ruleset", key: keyOf(it), resource: it, summary: "firewall rules, confirmed by a fresh connection" };
  },

  judge: (step, plan) => `begin ${plan.steps.indexOf(step)}\nnft -c -f ${shellWord(stagePath(step.resource.path))} || refuse`,

  /** Armed first, loaded then: if nobody confirms in time, systemd puts the old rules back, whatever became of us. */
  place(step, plan) {
    const { path, table } = step.resource;
    return `begin ${plan.steps.indexOf(step)}
systemctl stop ${ROLLBACK_UNIT}.timer ${ROLLBACK_UNIT}.service 2>/dev/null || true
systemctl reset-failed ${ROLLBACK_UNIT}.timer ${ROLLBACK_UNIT}.service 2>/dev/null || true
printf 'table %s\\ndelete table %s\\n' ${shellWord(table)} ${shellWord(table)} >rollback
nft list table ${table} >>rollback 2>/dev/null || true
install -m 0600 rollback ${HOST_PATHS.rollback}
systemd-run --quiet --on-active=45 --timer-property=AccuracySec=1s --unit=${ROLLBACK_UNIT} nft -f ${HOST_PATHS.rollback}
nft -f ${shellWord(stagePath(path))}
install -D -o root -g root -m 0600 ${shellWord(stagePath(path))} ${HOST_PATHS.rollback}.next`;
  },

  entries: (script, { resource }, _, { secrets }) =>
    script === "files" ? [{ name: stagePath(resource.path), data: fill(resource.content, secrets) }] : [],

  keep: (path) => `keep ${shellWord(path)}`,

  remove: (path) =>
    `nft destroy table inet bartizan 2>/dev/null || nft delete table inet bartizan || true\nrm -f ${shellWord(path)} ${STAMP}\n${backScript(path)}`,
};

/** Run over a fresh connection: the new rules let us in, so they stay, and will be loaded at boot. */
export function confirmCommand({ resource: { path, table } }: StepOf<"ruleset">): string {
  return `set -e
systemctl stop ${ROLLBACK_UNIT}.timer
mkdir -p "$(dirname ${shellWord(path)})"
install -o root -g root -m 0644 ${HOST_PATHS.rollback}.next ${shellWord(path)}.bartizan-new
mv -fT ${shellWord(path)}.bartizan-new ${shellWord(path)}
printf '%s %s\\n' "$(sha256sum <${shellWord(path)} | cut -c1-64)" "$(${inKernel(table)} | sha256sum | cut -c1-64)" >${STAMP}
rm -f ${HOST_PATHS.rollback} ${HOST_PATHS.rollback}.next`;
}

/** Command that prints a table as the kernel has it, without what changes by traffic. */
function inKernel(table: string): string {
  return `nft -s -t list table ${table}`;
}
