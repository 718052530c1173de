import { CERTIFICATE_LIFE } from "../../model/certificate-life.ts";
import { sha256 } from "../../util/hash.ts";
import { shellWord, shellWords } from "../../util/shell.ts";
import { disturbed } from "../held.ts";
import type { Issuers, Kind, Planning, SeenOf } from "../kind.ts";
import { HOST_PATHS } from "../paths.ts";
import { type CertificateResource, keyOf } from "../resource.ts";
import { numbered } from "../script-frame.ts";
import { type HostPlan, type StepOf, stepsOf } from "../step.ts";

type Seen = SeenOf<"certificate">;
type CertificateStep = StepOf<"certificate">;

export const certificates: Kind<"certificate"> = {
  ask: (all) => ({ digest: all.flatMap(filesOf), notes: all.map((it) => `${it.path}.issued`) }),

  /** The note: `REQUEST NOTBEFORE NOTAFTER DIGEST...`, the digests of the files as they were put there. */
  read(it, said) {
    const note = said.note(`${it.path}.issued`);
    if (note === "") return undefined;
    const [request = "", notBefore = "0", notAfter = "0", ...put] = note.split(" ");
    const paths = filesOf(it);
    const intact = put.length === paths.length && paths.every((path, index) => said.digests.get(path) === put[index]);
    return { kind: "certificate", request, notBefore: Number(notBefore), notAfter: Number(notAfter), intact };
  },

  plan(it, seen, making) {
    const why = need(seen, requestDigest(it, making.issuers), making);
    return why === undefined || (why === "renewal" && making.signs === false) ? undefined : certificateStep(it, making.issuers, why);
  },

  /** The key never leaves the host; what leaves is the request. The new key stands beside the old one until its certificate is there. */
  prepare(step, plan) {
    const key = shellWord(`${step.resource.path}.key.new`);
    const folder = shellWord(step.resource.path.replace(/\/[^/]*$/, ""));
    return `[ -d ${folder} ] || install -d -m 0755 ${folder}
openssl ecparam -name prime256v1 -genkey -noout -out ${key}
value ${shellWord(step.resource.path)} "$(openssl req -new -key ${key} -config csr-${indexOf(step, plan)}.cnf -outform DER | base64 -w0)"`;
  },

  install(step, plan, inputs) {
    const { path, owner = "root:root", bundle } = step.resource;
    const issued = inputs.certificates.get(path);
    if (issued === undefined) throw new TypeError(`no certificate was issued for ${path}`);
    const index = indexOf(step, plan);
    const word = shellWord(path);
    const [user = "root", group = "root"] = owner.split(":");
    const keyMode = `-o root -g ${shellWord(group)} -m ${user === "root" && group === "root" ? "0600" : "0640"}`;
    return numbered(
      plan,
      step,
      `rm -f ${word}.issued ${shellWords(disturbed(plan).map((unit) => `${HOST_PATHS.stamps}/${unit}`))}
install ${keyMode} ${word}.key.new ${word}.key.bartizan-new && mv -f ${word}.key.bartizan-new ${word}.key
install -o root -g root -m 0644 cert-${index} ${word}.crt.bartizan-new && mv -f ${word}.crt.bartizan-new ${word}.crt
${issued.revocationList === undefined ? ":" : `install -o root -g root -m 0644 crl-${index} ${word}.crl.bartizan-new && mv -f ${word}.crl.bartizan-new ${word}.crl`}
${bundle === true ? `cat ${word}.crt ${word}.key >pem && install ${keyMode} pem ${word}.pem.bartizan-new && mv -f ${word}.pem.bartizan-new ${word}.pem && rm -f pem` : ":"}
printf '%s %s %s %s\\n' ${step.request} ${issued.notBefore} ${issued.notAfter} "$(sha256sum ${shellWords(filesOf(step.resource))} | cut -c1-64 | paste -sd ' ')" >issued
install -o root -g root -m 0644 issued ${word}.issued
rm -f ${word}.key.new`,
    );
  },

  entries(script, step, plan, inputs) {
    const index = indexOf(step, plan);
    if (script === "prepare") return [{ name: `csr-${index}.cnf`, data: requestConfig(step.resource) }];
    const issued = inputs.certificates.get(step.resource.path);
    if (script !== "files" || issued === undefined) return [];
    const list = issued.revocationList === undefined ? [] : [{ name: `crl-${index}`, data: issued.revocationList }];
    return [{ name: `cert-${index}`, data: issued.chain }, ...list];
  },

  remove: (path) => `rm -f ${["key", "crt", "pem", "crl", "issued", "key.new"].map((end) => `${shellWord(path)}.${end}`).join(" ")}`,
};

/** The files that stand under its path; their digests are noted in PATH.issued when they are put there. */
function filesOf(it: CertificateResource): readonly string[] {
  const more = [...(it.bundle === true ? ["pem"] : []), ...(it.revocationList === undefined ? [] : ["crl"])];
  return ["key", "crt", ...more].map((end) => `${it.path}.${end}`);
}

function indexOf(step: CertificateStep, plan: HostPlan): number {
  return stepsOf(plan, "certificate").indexOf(step);
}

function requestConfig({ commonName, role }: CertificateResource): string {
  return `[req]\nprompt = no\ndistinguished_name = dn\n[dn]\nOU = ${role}\nCN = ${commonName}\n`;
}

/** What the certificate was asked for; another answer means that a new one is needed. */
export function requestDigest(it: CertificateResource, issuers: Issuers): string {
  const issuer = issuers[it.ca ?? "own"];
  const owner = it.owner ?? "root:root";
  const list = it.revocationList === undefined ? [] : [it.revocationList];
  return sha256(JSON.stringify([it.commonName, it.role, it.names, it.usage, owner, it.bundle === true, issuer, ...list])).slice(0, 32);
}

export function certificateStep(it: CertificateResource, issuers: Issuers, why: string): CertificateStep {
  const request = requestDigest(it, issuers);
  return { kind: "certificate", key: keyOf(it), resource: it, request, summary: `certificate ${it.path} (${why})` };
}

/** Renewed when much of its life is gone, or when all are to be renewed. What nobody accepts now is named first: it cannot wait. */
function need(seen: Seen | undefined, request: string, { now, renewBefore = 0, leastLeft = 0 }: Planning): string | undefined {
  if (seen === undefined) return "new";
  const invalid = invalidity(seen, now);
  if (invalid !== undefined) return invalid;
  if (!seen.intact) return "damaged";
  if (seen.request !== request) return "changed";
  const left = seen.notAfter - now;
  const least = Math.max(leastLeft, (seen.notAfter - seen.notBefore) * CERTIFICATE_LIFE.renewed);
  return seen.notBefore < renewBefore || left < least ? "renewal" : undefined;
}

/** Why nobody accepts a certificate at this time, if so; one that begins later was signed by a clock that was ahead. */
export function invalidity(seen: Seen, now: number): string | undefined {
  if (now >= seen.notAfter) return "ended";
  return now < seen.notBefore ? "not valid yet" : undefined;
}
