import { compile } from "../../src/catalog/compile.ts";
import { filesScript, prepareScript, unitsScript } from "../../src/state/apply-script.ts";
import { unitStamps } from "../../src/state/digest.ts";
import { endedPlan } from "../../src/state/ended.ts";
import type { Facts, Observed } from "../../src/state/facts.ts";
import { factsScript } from "../../src/state/facts-script.ts";
import type { ArchiveEntry } from "../../src/state/kind.ts";
import { requestDigest } from "../../src/state/kinds/certificate.ts";
import { manifestOf, plan, sizedFor } from "../../src/state/plan.ts";
import { type CertificateResource, type HostState, keyOf, type Resource } from "../../src/state/resource.ts";
import type { HostPlan } from "../../src/state/step.ts";
import { type Content, secretsIn } from "../../src/util/content.ts";
import { sha256 } from "../../src/util/hash.ts";
import { fill } from "../../src/util/reveal.ts";
import { Secret, type Secrets } from "../../src/util/secret.ts";
import { holds, infraOf, inputs } from "./trees.ts";

/*
 * The scripts that hosts run, as they are sent: what is asked, and what is done on a host that is new, on one where every second thing of
 * each kind is another and as much has left the file, and on one with a certificate that has ended. Of what goes along, names and digests.
 */

const NOW = 1_800_000_000;
const DAY = 86_400;
const issuers = { own: "own", group: "group", site: "site" };
const hold = { run: "this-run", holder: "me@here", pid: 7, seconds: 600, dead: ["dead-run"] };

/** What a host says on which all is as it is wanted. */
function settled(it: Resource, byKey: ReadonlyMap<string, Resource>, secrets: Secrets): Observed | undefined {
  switch (it.kind) {
    case "package":
      return { kind: "package", version: "1" };
    case "account":
      return { kind: "account", groups: [it.name, ...(it.groups ?? [])] };
    case "directory":
      return { kind: "path", type: "directory", mode: it.mode ?? "0755", owner: it.owner ?? "root:root" };
    case "file": {
      const digest = sha256(fill(it.content, secrets));
      return { kind: "path", type: "regular file", mode: it.mode ?? "0644", owner: it.owner ?? "root:root", sha256: digest };
    }
    case "written":
      return undefined;
    case "link":
      return { kind: "path", type: "symbolic link", mode: "0777", owner: "root:root", target: it.target };
    case "certificate":
      return certificate(it, NOW + 60 * DAY);
    case "ruleset": {
      const digest = sha256(fill(it.content, secrets));
      return { kind: "ruleset", fileSha: digest, loadedSha: "loaded", stampedText: digest, stampedLoaded: "loaded" };
    }
    case "release":
      return { kind: "release", current: it.id, ids: [it.id] };
    case "command":
      return { kind: "command", output: it.want.trim() };
    case "unit": {
      const { restart, reload } = unitStamps(it, byKey, secrets);
      const enabled = { running: "enabled", stopped: "disabled", masked: "masked" } as const;
      const active = it.want === "running" ? "active" : "inactive";
      return { kind: "unit", active, enabled: enabled[it.want], restartStamp: restart, reloadStamp: reload };
    }
  }
}

function certificate(it: CertificateResource, notAfter: number): Observed {
  return { kind: "certificate", request: requestDigest(it, issuers), notBefore: NOW - 30 * DAY, notAfter, intact: true };
}

/** The first, third, fifth, ... of each kind. */
function everySecond(resources: readonly Resource[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const odd = resources.filter(({ kind }) => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return (counts.get(kind) ?? 0) % 2 === 1;
  });
  return new Set(odd.map(keyOf));
}

/** MiB. */
const MEMORY = 2048;

/** One of each kind that an earlier file had there. */
const LEFT = [
  "unit:former.service",
  "file:/etc/systemd/system/former.service",
  "file:/etc/former.conf",
  "link:/etc/former-link",
  "certificate:/etc/former/pki",
  "ruleset:/etc/former.nft",
  "release:/srv/former",
  "written:/var/lib/former",
  "directory:/etc/former",
];

type Situation = "fresh" | "changed" | "ended";

function factsOf({ resources }: HostState, situation: Situation, secrets: Secrets): Facts {
  const general = { now: NOW, os: "debian 13", memory: MEMORY, trusted: "" };
  if (situation === "fresh") return { ...general, generation: "", observed: new Map() };
  const byKey = new Map(resources.map((it) => [keyOf(it), it]));
  const other = everySecond(resources);
  const observed = new Map<string, Observed>();
  for (const it of resources) {
    const seen = settled(it, byKey, secrets);
    if (seen !== undefined) observed.set(keyOf(it), situation === "changed" && other.has(keyOf(it)) ? changed(seen) : seen);
  }
  const first = resources.find((it) => it.kind === "certificate");
  if (situation === "ended" && first !== undefined) observed.set(keyOf(first), certificate(first, NOW));
  const manifest = manifestOf({ host: "", resources });
  return { ...general, generation: "a-run", manifest: situation === "changed" ? [...manifest.slice(1), ...LEFT] : manifest, observed };
}

/** The same thing as it is not wanted. */
function changed(seen: Observed): Observed {
  switch (seen.kind) {
    case "package":
      return seen;
    case "account":
      return { ...seen, groups: [] };
    case "path":
      return seen.target === undefined ? { ...seen, sha256: "another", mode: "0700" } : { ...seen, target: "/elsewhere" };
    case "certificate":
      return { ...seen, intact: false };
    case "ruleset":
      return { ...seen, loadedSha: "another" };
    case "release":
      return { ...seen, current: "another", ids: ["another"] };
    case "command":
      return { ...seen, output: "another" };
    case "unit":
      return { ...seen, restartStamp: "another", reloadStamp: "another" };
  }
}

function planOf(wanted: HostState, situation: Situation, secrets: Secrets): HostPlan | undefined {
  const state = sizedFor(wanted, { memory: MEMORY });
  const facts = factsOf(state, situation, secrets);
  return situation === "ended" ? endedPlan(state, facts, { issuers }) : plan(state, facts, { secrets, issuers });
}

/** A text for each secret of a host, which no script may hold. */
function secretsOf({ resources }: HostState): Secrets {
  const contents = resources.flatMap((it): readonly Content[] => {
    if (it.kind === "file" || it.kind === "ruleset") return [it.content];
    return it.kind === "command" ? [it.check, it.apply] : [];
  });
  const names = contents.flatMap(secretsIn);
  return new Map(names.map((name) => [name, new Secret(name, `secret-${name}`)]));
}

function scriptsOf(state: HostState): ReadonlyMap<string, string> {
  const secrets = secretsOf(state);
  const files = new Map([["facts.sh", factsScript(state.resources, secrets)]]);
  for (const situation of ["fresh", "changed", "ended"] as const) {
    const made = planOf(state, situation, secrets);
    if (made === undefined) continue;
    const certificates = new Map(made.steps.flatMap((it) => (it.kind === "certificate" ? [[it.resource.path, issued(it.resource)]] : [])));
    const commit = { secrets, certificates, release: "/release.tar.gz" };
    files.set(`${situation}/steps.txt`, made.steps.map((it) => `${it.summary}\n`).join(""));
    for (const [name, entries] of Object.entries({
      prepare: prepareScript(made, hold),
      files: filesScript(made, hold, commit),
      units: unitsScript(made, hold, commit),
    })) {
      files.set(`${situation}/${name}.sh`, String(entries[0]?.data));
      for (const it of entries) if (/^(command|check)-/.test(it.name)) files.set(`${situation}/${it.name}.sh`, String(it.data));
      files.set(`${situation}/${name}.txt`, entries.slice(1).map(entryLine).sort().join(""));
    }
  }
  return files;
}

function issued({ path, revocationList }: CertificateResource) {
  const chain = `(the certificate ${path})\n`;
  return {
    chain,
    notBefore: NOW,
    notAfter: NOW + DAY,
    ...(revocationList === undefined ? {} : { revocationList: new Uint8Array([0x30]) }),
  };
}

function entryLine({ name, data }: ArchiveEntry): string {
  if (typeof data === "object" && "file" in data) return `${name} ${data.file}\n`;
  return `${name} ${sha256(data).slice(0, 12)}\n`;
}

for (const name of ["whiteboard", "fortress"] as const) {
  const infra = infraOf(name);
  const states = compile(infra, inputs);
  // Hosts with the same roles are much alike; those of the whiteboard are few.
  const firsts = infra.hosts.filter(
    (host, at) => name === "whiteboard" || infra.hosts.findIndex((it) => String(it.roles) === String(host.roles)) === at,
  );
  for (const { name: host } of firsts) {
    const state = states.get(host);
    if (state !== undefined) holds(`scripts/${name}/${host}`, scriptsOf(state));
  }
}
