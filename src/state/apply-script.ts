import { fill } from "../util/reveal.ts";
import type { Secrets } from "../util/secret.ts";
import { shellWord, shellWords } from "../util/shell.ts";
import { certificateFiles, loadedRuleset } from "./facts-script.ts";
import { keepFilesScript, keepScript, unitBackScript } from "./keep-script.ts";
import { HOST_PATHS, ROLLBACK_UNIT } from "./paths.ts";
import { quietInstall } from "./quiet-install.ts";
import { EARLY, frame, type Hold, PUT, takeLock } from "./script-frame.ts";
import { isClosed, shownText } from "./shown.ts";
import type { HostPlan, Step } from "./step.ts";
import { begins, removeScript, unitScript } from "./step-scripts.ts";
import {
  heldKeys,
  pointScript,
  pruneScript,
  SWITCH_SHELL,
  switchFiles,
  switchScript,
  untouched,
  waitingFor,
  waits,
} from "./switch-script.ts";
import { UNIT_SHELL } from "./unit-shell.ts";

/** One file of an archive. */
export interface ArchiveEntry {
  readonly name: string;
  /** Its content, or the file of this machine that has it. */
  readonly data: string | Uint8Array | { readonly file: string };
}

/** A signed certificate on its way to the host. */
export interface IssuedCertificate {
  /** PEM: the leaf, then the CA. */
  readonly chain: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** The CA's revocation list (DER) when the leaf names one. */
  readonly revocationList?: Uint8Array;
}

type StepOf<K extends Step["kind"]> = Extract<Step, { kind: K }>;
const stepsOf = <K extends Step["kind"]>(plan: HostPlan, kind: K): readonly StepOf<K>[] =>
  plan.steps.filter((it): it is StepOf<K> => it.kind === kind);

/** A step within the frame: numbered as in the plan, so that progress can be told. */
function numbered(plan: HostPlan, step: Step, script: string): string {
  return `begin ${plan.steps.indexOf(step)}\n${script}\nfinish`;
}

/**
 * The first script: takes the lock, then does what changes nothing that runs: packages (their daemons are kept from starting),
 * users, folders, keys. Prints a certificate signing request per certificate as `@value PATH BASE64`.
 */
export function prepareScript(plan: HostPlan, hold: Hold): readonly ArchiveEntry[] {
  const body = [
    takeLock(hold, plan.generation),
    keepScript(plan),
    ...stepsOf(plan, "install").map((it) => numbered(plan, it, installScript(it.packages))),
    ...stepsOf(plan, "account").map((it) => numbered(plan, it, accountScript(it))),
    ...stepsOf(plan, "directory").map((it) => {
      const { path, owner = "root:root", mode = "0755" } = it.resource;
      const word = shellWord(path);
      const [user = "root", group = "root"] = owner.split(":");
      return numbered(
        plan,
        it,
        `[ -d ${word} ] || rm -f ${word}\ninstall -d -o ${shellWord(user)} -g ${shellWord(group)} -m ${mode} ${word}`,
      );
    }),
    ...stepsOf(plan, "certificate").map((it, index) => keyScript(it, index)),
  ];
  return [
    { name: "run", data: frame(body) },
    ...stepsOf(plan, "certificate").map((it, index) => ({ name: `csr-${index}.cnf`, data: requestConfig(it) })),
  ];
}

function installScript(packages: readonly string[]): string {
  const install = `apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 ${shellWords(packages)}`;
  return `${quietInstall(`${install} || { apt-get update -qq && ${install}; }`)}
# Whoever misspelt a name wants to know what there is.
[ "$code" -eq 0 ] || {
  value known "$(sed -n 's/.*Unable to locate package \\(..\\).*/\\1/p' log | sort -u | while read -r it; do apt-cache pkgnames "$it"; done | paste -sd ' ')"
  exit 1
}`;
}

/** useradd(8) writes one file after the other: where it is cut off in between, the user is there and the group of its number has no name. */
function accountScript(step: StepOf<"account">): string {
  const { name, groups = [] } = step.resource;
  const user = shellWord(name);
  return `if ! id -u ${user} >/dev/null 2>&1; then
  own=--user-group
  ! getent group ${user} >/dev/null || own="--gid ${user}"
  useradd --system $own --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ${user}
fi
if ! getent group ${user} >/dev/null; then
  number=$(id -g ${user})
  if getent group "$number" >/dev/null; then groupadd --system ${user}; else groupadd --system --gid "$number" ${user}; fi
fi
usermod -a -G ${shellWord([name, ...groups].join(","))} ${user}`;
}

function requestConfig(step: StepOf<"certificate">): string {
  const { commonName, role } = step.resource;
  return `[req]\nprompt = no\ndistinguished_name = dn\n[dn]\nOU = ${role}\nCN = ${commonName}\n`;
}

/** The key never leaves the host; what leaves is the request. The new key stands beside the old one until its certificate is there. */
function keyScript(step: StepOf<"certificate">, index: number): string {
  const key = shellWord(`${step.resource.path}.key.new`);
  return `mkdir -p -m 755 ${shellWord(step.resource.path.replace(/\/[^/]*$/, ""))}
openssl ecparam -name prime256v1 -genkey -noout -out ${key}
value ${shellWord(step.resource.path)} "$(openssl req -new -key ${key} -config csr-${index}.cnf -outform DER | base64 -w0)"`;
}

/** What a commit needs besides the plan. */
export interface CommitInputs {
  readonly secrets: Secrets;
  /** By path of the certificate. */
  readonly certificates: ReadonlyMap<string, IssuedCertificate>;
  /** Path of the packed release (tar.gz) on this machine, when a step needs it. */
  readonly release?: string;
}

const stagePath = (path: string): string => `stage${path}`;

/**
 * The second script: validates every new file by its own part's checker, then replaces, then (`until: "ruleset"`) loads the
 * firewall and leaves, for the engine to confirm it.
 */
export function filesScript(plan: HostPlan, hold: Hold, inputs: CommitInputs): readonly ArchiveEntry[] {
  const files = stepsOf(plan, "file");
  const certificates = stepsOf(plan, "certificate");
  const rulesets = stepsOf(plan, "ruleset");
  const held = heldKeys(plan);
  const running = untouched(plan);
  const units = plan.touchedUnits.filter((unit) => !running.has(unit));
  const touched = [...units, ...(rulesets.length > 0 ? ["ruleset"] : [])];
  const placed = files.filter((it) => !held.has(it.key));
  const body = [
    PUT,
    takeLock(hold, plan.generation),
    keepFilesScript(plan),
    ...certificates.map((it, index) => numbered(plan, it, certificateScript(it, index, inputs, units))),
    EARLY,
    ...placed.filter((it) => it.resource.validate === undefined).map((it) => `early ${shellWords(putWords(it))}`),
    ...files.map((it) => validateScript(plan, it)),
    ...rulesets.map((it) => `begin ${plan.steps.indexOf(it)}\nnft -c -f ${shellWord(stagePath(it.resource.path))} || refuse`),
    recordScript([...new Set([...plan.formerManifest, ...plan.manifest])]),
    touched.length === 0 ? "" : `rm -f ${shellWords(touched.map((unit) => `${HOST_PATHS.stamps}/${unit}`))}`,
    ...placed.map((it) => numbered(plan, it, `put ${shellWords(putWords(it))}\n${noteShown(it)}`)),
    ...stepsOf(plan, "link").map((it) =>
      numbered(
        plan,
        it,
        `mkdir -p "$(dirname ${shellWord(it.resource.path)})"\nln -sfn ${shellWords([it.resource.target, `${it.resource.path}.bartizan-new`])}\nmv -fT ${shellWords([`${it.resource.path}.bartizan-new`, it.resource.path])}`,
      ),
    ),
    ...rulesets.map((it) => rulesetScript(plan, it)),
  ];
  return [
    { name: "run", data: frame(body) },
    ...certificates.flatMap((it, index) => {
      const issued = inputs.certificates.get(it.resource.path);
      const list = issued?.revocationList === undefined ? [] : [{ name: `crl-${index}`, data: issued.revocationList }];
      return [{ name: `cert-${index}`, data: issued?.chain ?? "" }, ...list];
    }),
    ...[...files, ...rulesets].map((it) => ({ name: stagePath(it.resource.path), data: fill(it.resource.content, inputs.secrets) })),
    ...shownEntries(placed, inputs.secrets),
  ];
}

function shownEntries(files: readonly StepOf<"file">[], secrets: Secrets): readonly ArchiveEntry[] {
  const closed = files.filter((it) => isClosed(it.resource));
  return closed.map((it) => ({ name: `shown${it.resource.path}`, data: shownText(it.resource.content, secrets) }));
}

/** Says beside a file with secrets what may be shown of it; see `shown.ts`. */
function noteShown({ resource }: StepOf<"file">): string {
  const note = shellWord(`${HOST_PATHS.shown}${resource.path}`);
  return isClosed(resource) ? `install -D -m 0600 ${shellWord(`shown${resource.path}`)} ${note}` : `rm -f ${note}`;
}

function putWords(step: StepOf<"file">): readonly string[] {
  const { path, owner = "root:root", mode = "0644" } = step.resource;
  return [stagePath(path), path, owner, mode];
}

function validateScript(plan: HostPlan, step: StepOf<"file">): string {
  const { path, validate } = step.resource;
  if (validate === undefined) return "";
  // Not `finish`ed: the step is done when the file is in place.
  return `begin ${plan.steps.indexOf(step)}\nsh -c ${shellWord(validate)} validate "$PWD/${stagePath(path)}" || refuse`;
}

function certificateScript(step: StepOf<"certificate">, index: number, inputs: CommitInputs, units: readonly string[]): string {
  const { path, owner = "root:root", bundle } = step.resource;
  const issued = inputs.certificates.get(path);
  if (issued === undefined) throw new TypeError(`no certificate was issued for ${path}`);
  const word = shellWord(path);
  const [user = "root", group = "root"] = owner.split(":");
  const keyMode = `-o root -g ${shellWord(group)} -m ${user === "root" && group === "root" ? "0600" : "0640"}`;
  return `rm -f ${word}.issued ${shellWords(units.map((unit) => `${HOST_PATHS.stamps}/${unit}`))}
install ${keyMode} ${word}.key.new ${word}.key.bartizan-new && mv -f ${word}.key.bartizan-new ${word}.key
install -o root -g root -m 0644 cert-${index} ${word}.crt.bartizan-new && mv -f ${word}.crt.bartizan-new ${word}.crt
${issued.revocationList === undefined ? ":" : `install -o root -g root -m 0644 crl-${index} ${word}.crl.bartizan-new && mv -f ${word}.crl.bartizan-new ${word}.crl`}
${bundle === true ? `cat ${word}.crt ${word}.key >pem && install ${keyMode} pem ${word}.pem.bartizan-new && mv -f ${word}.pem.bartizan-new ${word}.pem && rm -f pem` : ":"}
printf '%s %s %s %s\\n' ${step.request} ${issued.notBefore} ${issued.notAfter} "$(sha256sum ${shellWords(certificateFiles(step.resource))} | cut -c1-64 | paste -sd ' ')" >issued
install -o root -g root -m 0644 issued ${word}.issued
rm -f ${word}.key.new`;
}

/** Armed first, loaded then: if nobody confirms in time, systemd puts the old rules back, whatever became of us. */
function rulesetScript(plan: HostPlan, step: StepOf<"ruleset">): string {
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
}

/** Run over a fresh connection: the new rules let us in, so they stay, and will be loaded at boot. */
export function confirmCommand(step: StepOf<"ruleset">): string {
  const { path, table } = step.resource;
  return `set -e
systemctl stop ${ROLLBACK_UNIT}.timer
mkdir -p "$(dirname ${shellWord(path)})"
install -o root -g root -m 0644 ${HOST_PATHS.rollback}.next ${shellWord(path)}.bartizan-new
mv -fT ${shellWord(path)}.bartizan-new ${shellWord(path)}
printf '%s %s\\n' "$(sha256sum <${shellWord(path)} | cut -c1-64)" "$(${loadedRuleset(table)} | cut -c1-64)" >${HOST_PATHS.stamps}/ruleset
rm -f ${HOST_PATHS.rollback} ${HOST_PATHS.rollback}.next`;
}

/** The third script: releases, commands and units in the plan's order, then what has left the file; writes the manifest and gives the lock back. */
export function unitsScript(plan: HostPlan, hold: Hold, inputs: CommitInputs): readonly ArchiveEntry[] {
  const removals = stepsOf(plan, "remove");
  const units = stepsOf(plan, "unit");
  const body = [
    ...(units.length > 0 ? [UNIT_SHELL] : []),
    ...(units.some((it) => it.resource.switches !== undefined) ? [PUT, SWITCH_SHELL] : []),
    takeLock(hold, plan.generation),
    plan.daemonReload ? "systemctl daemon-reload" : "",
    ...removals.filter((it) => it.key.startsWith("unit:")).map((it) => numbered(plan, it, removeScript(it.key))),
    ...plan.steps.flatMap((it) => {
      if (it.kind === "release") return [numbered(plan, it, releaseScript(it, waits(plan, it)))];
      if (it.kind === "unit") return [unitStepScript(plan, it)];
      if (it.kind === "command") return [numbered(plan, it, commandScript(it, plan.steps.indexOf(it)))];
      return [];
    }),
    ...removals.filter((it) => !it.key.startsWith("unit:")).map((it) => numbered(plan, it, removeScript(it.key))),
    ...(removals.length > 0 ? ["systemctl daemon-reload"] : []),
    ...removals.filter((it) => it.key.startsWith("unit:")).map((it) => unitBackScript(it.key.slice("unit:".length))),
    // Enabling and disabling were noted on disk only.
    plan.steps.some((it) => it.kind === "unit" || it.kind === "remove") ? "systemctl daemon-reload" : "",
    ...stepsOf(plan, "record").map((it) => numbered(plan, it, ":")),
    ...(plan.unfinished === true
      ? []
      : [recordScript(plan.manifest), `printf '%s\\n' ${shellWord(hold.run)} >${HOST_PATHS.generation}`, `rm -f ${HOST_PATHS.lock}`]),
  ];
  return [
    { name: "run", data: frame(body) },
    ...stepsOf(plan, "command").map((it) => ({
      name: `command-${plan.steps.indexOf(it)}`,
      data: `${fill(it.resource.apply, inputs.secrets)}\n`,
    })),
    ...stepsOf(plan, "command")
      .filter((it) => it.again === true)
      .map((it) => ({ name: `check-${plan.steps.indexOf(it)}`, data: `${fill(it.resource.check, inputs.secrets)}\n` })),
    ...switchFiles(plan).map(({ name, file }) => ({ name, data: fill(file.content, inputs.secrets) })),
    ...shownEntries(
      stepsOf(plan, "file").filter((it) => waits(plan, it)),
      inputs.secrets,
    ),
    ...(inputs.release !== undefined && stepsOf(plan, "release").length > 0
      ? [{ name: "release.tar.gz", data: { file: inputs.release } }]
      : []),
  ];
}

/** One that is looked at again says first what it finds; what refuses to be changed ends the run, as it would have ended the plan. */
function commandScript(step: StepOf<"command">, index: number): string {
  if (step.again !== true) return `sh -eu command-${index}`;
  return `said=$(sh check-${index} 2>/dev/null) || said=
case "$said" in
  ${shellWord(step.resource.want.trim())}) ;;
  refuse:*) printf '%s\\n' "$said"; exit 1 ;;
  *) sh -eu command-${index} ;;
esac`;
}

/** What waited for the unit to be well is done when the unit is. */
function unitStepScript(plan: HostPlan, step: StepOf<"unit">): string {
  if (step.resource.switches === undefined || !begins(step)) return numbered(plan, step, unitScript(step));
  const files = waitingFor(plan, step).filter((it): it is StepOf<"file"> => it.kind === "file");
  return [numbered(plan, step, switchScript(plan, step)), ...files.map((it) => numbered(plan, it, noteShown(it)))].join("\n");
}

function recordScript(keys: readonly string[]): string {
  return `cat >manifest <<'BARTIZAN_MANIFEST'
${keys.join("\n")}
BARTIZAN_MANIFEST
install -o root -g root -m 0600 manifest ${HOST_PATHS.manifest}.new
mv -f ${HOST_PATHS.manifest}.new ${HOST_PATHS.manifest}`;
}

/** Unpacked beside, renamed when whole. It becomes the current one at once, or later, when a unit is well with it. */
function releaseScript({ resource }: StepOf<"release">, later: boolean): string {
  const { root, id } = resource;
  const dir = shellWord(`${root}/releases/${id}`);
  return `install -d -o root -g root -m 0755 ${shellWord(root)} ${shellWord(`${root}/releases`)}
if [ ! -d ${dir} ]; then
  rm -rf ${shellWord(`${root}/releases/.partial`)}
  install -d -m 0755 ${shellWord(`${root}/releases/.partial`)}
  (umask 022; tar --no-same-owner --no-same-permissions -C ${shellWord(`${root}/releases/.partial`)} -xzf release.tar.gz)
  mv -T ${shellWord(`${root}/releases/.partial`)} ${dir}
fi
touch ${dir}
${later ? "" : `${pointScript(root, id)}\n`}${pruneScript(resource)}`;
}
