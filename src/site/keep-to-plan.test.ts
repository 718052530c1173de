import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sending } from "../../test/fixtures/sending.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { infraOf } from "../../test/golden/trees.ts";
import { compile } from "../catalog/compile.ts";
import { makeKey } from "../engine/age.ts";
import { planSite, type SitePlanInputs } from "../engine/converge.ts";
import { type PlannedHost, plannedHosts, veilOf } from "../engine/fingerprint.ts";
import { certificatesOf, openVault } from "../engine/vault.ts";
import { fileStore, VAULT_FILE } from "../engine/vault-file.ts";
import { folderStore, pending, secretEntry, type VaultStore } from "../engine/vault-store.ts";
import { VAULT_SECTIONS } from "../engine/vault-text.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { Facts, Observed } from "../state/facts.ts";
import { requestDigest } from "../state/kinds/certificate.ts";
import { manifestOf } from "../state/plan.ts";
import { type CertificateResource, type HostState, keyOf, type Resource } from "../state/resource.ts";
import { secretsIn } from "../util/content.ts";
import { sha256 } from "../util/hash.ts";
import { keepTo } from "./keep-to-plan.ts";
import type { PlanFile } from "./plan-file.ts";

const place = mkdtempSync(join(tmpdir(), "bartizan-plan-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));
let count = 0;
const folder = (): string => {
  count += 1;
  return join(place, `${count}`);
};

const NOW = 1_800_000_000;
const empty: Facts = { now: NOW, os: "debian 13", memory: 2048, trusted: "", generation: "", observed: new Map() };

interface Run {
  readonly infra?: Infrastructure;
  /** In place of what the infrastructure compiles to. */
  readonly states?: readonly HostState[];
  readonly looks?: boolean;
  readonly facts?: Facts;
  readonly release?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

interface Made {
  readonly inputs: SitePlanInputs;
  readonly facts: ReadonlyMap<string, Facts>;
  readonly kept: VaultStore;
  readonly release: string;
}

/** What a run knows when it has looked at the hosts: as `plan` and `up` do, with a vault whose changes wait. */
async function looked(
  kept: VaultStore,
  { infra = whiteboard, states, looks = false, facts = empty, release = "r1", environment = {} }: Run,
): Promise<Made> {
  const vault = await openVault(pending(kept), infra, looks);
  const all = states ?? [...compile(infra, { ...certificatesOf(vault), releaseId: release }).values()];
  const names = all.flatMap(({ resources }) =>
    resources.flatMap((it) =>
      "content" in it ? secretsIn(it.content) : it.kind === "command" ? [...secretsIn(it.check), ...secretsIn(it.apply)] : [],
    ),
  );
  // Whatever a file asks its user for.
  const given = Object.fromEntries(names.filter((name) => !name.includes(".")).map((name) => [name, `value of ${name}`]));
  const secrets = await vault.secrets(names, { ...given, ...environment });
  const inputs = { infra, states: all, secrets, authorities: vault.authorities, emit: () => {} };
  return { inputs, facts: new Map(all.map((it) => [it.host, facts])), kept, release };
}

async function planned({ inputs, facts, kept }: Made): Promise<readonly PlannedHost[]> {
  const { secrets, authorities, states } = inputs;
  return plannedHosts(states, planSite(inputs, facts), authorities, await veilOf({ secrets, authorities, kept }));
}

async function fileOf(made: Made): Promise<PlanFile> {
  return {
    format: 1,
    bartizan: "0.1.0",
    made: "2027-01-15T08:00:00.000Z",
    site: { name: "foobar", domain: "www.foobar.com", machines: "servers" },
    only: [],
    release: made.release,
    hosts: await planned(made),
    renewalsLeft: [],
  };
}

const kept = async (file: PlanFile, now: Made): Promise<boolean | string> => keepTo({ file, where: "site.plan" }, now).catch(String);

describe("a plan of everything", () => {
  it.each([
    ["whiteboard", whiteboard],
    ["fortress", infraOf("fortress")],
    ["one that sends to other services", sending],
  ])("of a new site (%s) is the same to two runs that make a CA and passwords each", async (_, infra) => {
    const [first, second] = await Promise.all([looked(folderStore(folder()), { infra }), looked(folderStore(folder()), { infra })]);
    expect(second.inputs.authorities.own.digest).not.toBe(first.inputs.authorities.own.digest);
    const file = await fileOf(first);
    expect(file.hosts.every((it) => it.changes.length > 10)).toBe(true);
    expect(await kept(file, second)).toBe(true);
    expect(await kept(file, { ...second, ...(await looked(second.kept, { infra, release: "r2" })) })).toContain(
      "release r1 was planned, here it is r2",
    );
  });

  it("is made without the signing key, and carried out with it, also when the site has another name", async () => {
    const [anna, ci] = await Promise.all([makeKey(), makeKey()]);
    const dir = mkdtempSync(join(place, "vault-"));
    const storeOf = (key: string) => fileStore(join(dir, VAULT_FILE), async () => [key]);
    const may = { anna: { key: anna.recipient, may: VAULT_SECTIONS }, ci: { key: ci.recipient, may: ["deploy"] as const } };
    await storeOf(anna.key).create(may, new Map());
    const store = pending(storeOf(anna.key));
    await (await openVault(store, whiteboard)).secrets(["database.app"], {});
    await store.keep();
    const infra = { ...whiteboard, aliases: [{ name: "foobar.com", redirect: 301 as const }] } as Infrastructure;
    const [its, hers] = await Promise.all([looked(storeOf(ci.key), { infra, looks: true }), looked(storeOf(anna.key), { infra })]);
    expect([its.inputs.authorities.own.signs, hers.inputs.authorities.own.signs]).toEqual([false, true]);
    expect(planSite(its.inputs, its.facts).unsigned.length).toBeGreaterThan(3);
    expect(await kept(await fileOf(its), hers)).toBe(true);
    // Whoever cannot sign compares the same, and is refused when it is to be carried out.
    expect(await kept(await fileOf(hers), its)).toBe(true);
    expect(planSite(its.inputs, its.facts, { signs: true }).unsigned[0]?.code).toBe("BZ_VAULT_LOCKED");
  });
});

const CERTIFICATE: CertificateResource = {
  kind: "certificate",
  path: "/pki/web",
  commonName: "web",
  names: [],
  role: "web",
  usage: ["server"],
};
const FILE: Resource = { kind: "file", path: "/etc/site", mode: "0600", content: ["port=80\ntoken=", { secret: "TOKEN" }, "\n"] };
const PASSWORD: Resource = { kind: "file", path: "/etc/password", mode: "0600", content: [{ secret: "database.app" }] };
const STATE: HostState = { host: "srv1", resources: [CERTIFICATE, FILE, PASSWORD, { kind: "directory", path: "/srv/app" }] };

/** A vault that has been used, with passwords in it. */
async function used(): Promise<VaultStore> {
  const store = folderStore(folder());
  await (await openVault(store, whiteboard)).secrets(["database.app"], {});
  return store;
}

const path = (text: string): Observed => ({ kind: "path", type: "regular file", owner: "root:root", mode: "0600", sha256: sha256(text) });

/** A host where all is as it should be, but for what is given. */
function hostWith({ inputs }: Made, password: string, more: readonly (readonly [string, Observed])[] = []): Facts {
  const { own, group, site } = inputs.authorities;
  const request = requestDigest(CERTIFICATE, { own: own.digest, group: group.digest, site: site.digest });
  const observed: readonly (readonly [string, Observed])[] = [
    [keyOf(CERTIFICATE), { kind: "certificate", request, notBefore: NOW - 1000, notAfter: NOW + 397 * 86_400, intact: true }],
    [keyOf(FILE), path("port=80\ntoken=hush\n")],
    [keyOf(PASSWORD), path(password)],
    ["directory:/srv/app", { kind: "path", type: "directory", owner: "root:root", mode: "0755" }],
  ];
  return { ...empty, generation: "g1", manifest: manifestOf(STATE), observed: new Map([...observed, ...more]) };
}

describe("a plan of some steps", () => {
  const run = (facts?: Facts, token = "hush"): Run => ({
    states: [STATE],
    environment: { TOKEN: token },
    ...(facts === undefined ? {} : { facts }),
  });

  it("does not grow old by time: what has become due for renewal waits for another run", async () => {
    const store = await used();
    const first = await looked(store, run());
    const host = hostWith(first, "another password");
    const file = await fileOf(await looked(store, run(host)));
    expect(file.hosts.flatMap((it) => it.changes.map(({ summary }) => summary))).toEqual(["change /etc/password"]);
    const later = { ...host, now: NOW + 390 * 86_400 };
    expect(await kept(file, await looked(store, run(later)))).toBe(false);
    // One that names the renewal renews.
    expect(await kept(await fileOf(await looked(store, run(later))), await looked(store, run({ ...later, now: later.now + 60 })))).toBe(
      true,
    );
  });

  it("is refused when a secret of it, a file in the way or the step itself is another one, by host and step", async () => {
    const store = await used();
    const host = hostWith(await looked(store, run()), "another password");
    const file = await fileOf(await looked(store, run(host, "new")));
    expect(await kept(file, await looked(store, run(host, "new")))).toBe(true);
    expect(await kept(file, await looked(store, run(host, "newer")))).toMatch(
      /BZ_PLAN_STALE at site\.plan[\s\S]*another plan for srv1 than the one of 2027-01-15[\s\S]*srv1: another content: change \/etc\/site/,
    );
    const edited = hostWith(await looked(store, run()), "another password", [[keyOf(FILE), path("port=80\ntoken=mine\n")]]);
    expect(await kept(file, await looked(store, run(edited, "new")))).toContain("srv1: another content: change /etc/site");
    const without = hostWith(await looked(store, run()), "another password", [["directory:/srv/app", path("")]]);
    expect(await kept(file, await looked(store, run(without, "new")))).toContain("srv1: not in the plan file: ");
    expect(await kept(file, await looked(store, run(host, "hush")))).toContain("srv1: no longer to be done: change /etc/site");
    const more = { ...run(host, "new"), states: [STATE, { ...STATE, host: "srv2" }] };
    expect(await kept(file, await looked(store, more))).toContain("srv2: not in the plan file");
  });

  it("has nothing left to do once all that it wants is there, and is refused when that is something else", async () => {
    const store = await used();
    const first = await looked(store, run());
    const file = await fileOf(await looked(store, run(hostWith(first, "another password"))));
    const password = (await store.read(secretEntry("database.app"))) ?? "";
    const done = await looked(store, run(hostWith(first, password)));
    expect(planSite(done.inputs, done.facts).plans.flatMap((it) => it.steps)).toEqual([]);
    expect(await kept(file, done)).toBe(false);
    const other = { ...STATE, resources: STATE.resources.slice(1) };
    const facts = { ...hostWith(first, password), manifest: manifestOf(other) };
    expect(await kept(file, await looked(store, { ...run(facts), states: [other] }))).toContain("BZ_PLAN_STALE");
  });

  it("tells of many differences no more than a screen", async () => {
    const store = await used();
    const states = Array.from({ length: 40 }, (_, index) => ({ ...STATE, host: `h${index}` }));
    const host = hostWith(await looked(store, run()), "another password");
    const said = await kept(
      await fileOf(await looked(store, { ...run(host, "new"), states })),
      await looked(store, { ...run(host, "newer"), states }),
    );
    expect(String(said).split("\n").length).toBeLessThan(20);
    expect(said).toContain("and 28 more");
  });

  it("holds no secret, and no digest of one that could be guessed", async () => {
    const store = await used();
    for (const its of [store, folderStore(folder())]) {
      const host = hostWith(await looked(its, run()), "another password");
      const text = JSON.stringify(await fileOf(await looked(its, run(host, "1234"))));
      const password = (await its.read(secretEntry("database.app"))) ?? "none";
      expect(text).toContain("change /etc/site");
      for (const value of ["1234", password, "hush", "another password"]) {
        const whole = [value, `port=80\ntoken=${value}\n`, `"${value}"`, `TOKEN\0${value}`];
        for (const one of whole) expect(text).not.toContain(sha256(one));
        if (value !== "1234") expect(text).not.toContain(value);
      }
      const other = JSON.stringify(await fileOf(await looked(its, run(host, "1235"))));
      // Without passwords to make a key of, nothing of a secret is told at all.
      expect(other === text).toBe(its !== store);
    }
  });
});
