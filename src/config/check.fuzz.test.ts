import { types } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { writtenFortress, writtenWhiteboard } from "../../test/fixtures/spoil.ts";
import { ROLES } from "../catalog/roles.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { formatProblem } from "../util/errors.ts";
import { checkConfig } from "./check.ts";
import { resolveConfig } from "./resolve.ts";

const RUNS = 5_000;
/** One secret that is known by its looks, and one that is known by its place only. */
const TOKEN = `ghp_${"Zq7".repeat(12)}`;
const PASSWORD = "Xy9correcthorse";

type Node = Record<string, unknown>;

/** Everything that the language knows, with Galera; secrets included. */
function fortress(): Node {
  const config = writtenFortress();
  config.app.env.SMTP_PASSWORD = PASSWORD;
  config.app.env.HOOK = TOKEN;
  config.monitoring.receivers.push({ kind: "opsgenie", to: PASSWORD });
  config.monitoring.watchdog = `https://watch.example/?token=${TOKEN}`;
  config.token = TOKEN;
  return config;
}

/** The whiteboard with something of everything, secrets included. */
function whiteboard(): Node {
  const config = writtenWhiteboard();
  config.hosts.srv1.address6 = "2001:db8::11";
  config.hosts.srv2.ssh = "root@srv2.example";
  config.app.env = { LOG_LEVEL: "info", WORKERS: 4, DEBUG: false, KEY: { secret: "API_KEY" }, SMTP_PASSWORD: PASSWORD, HOOK: TOKEN };
  config.monitoring = { intervalSeconds: 10 };
  config.token = TOKEN;
  config.app.listen = "socket";
  return config;
}

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    ...ROLES,
    "srv1",
    "mon1",
    "10.77.0.11",
    "2001:db8::11",
    "198.51.100.7/24",
    "0.0.0.0/0",
    "www.example.org",
    "socket",
    "provided",
    "galera",
    "primary-replica",
    "other",
    "anyone",
    "lb1",
    "db1",
    "2031-02-28",
    "8000-8099",
    "https://alerts.example/in",
    "ops@example.org",
    "./x",
    "../x",
    "/up",
  ),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "\u001b]0;x\u0007",
    "\u202e",
    "x".repeat(10_000),
    "",
    " ",
    "\n",
  ),
  fc.constantFrom(`mysql://app:${TOKEN}@db/app`, TOKEN, `Bearer ${TOKEN}`),
);

function looped(): unknown {
  const loop: Node = { address: "10.0.0.1" };
  loop.runs = [loop];
  return loop;
}

function deep(): unknown {
  return Array.from({ length: 5_000 }).reduce((inner) => ({ app: inner }), {});
}

const strange = fc.constantFrom<() => unknown>(
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 1e308,
  () => -0,
  () => 2 ** 53,
  () => null,
  () => undefined,
  () => new Date(0),
  () => () => TOKEN,
  () => Symbol("x"),
  () => 10n,
  () => /x/,
  () => new Map([["a", 1]]),
  () => Promise.resolve(1),
  () => new Array(3),
  () => new Array(2 ** 32 - 1),
  () => [],
  () => ({}),
  () => Object.create({ inherited: true }),
  () => Object.create(null),
  () => JSON.parse('{"__proto__": {"address": "10.0.0.9", "runs": []}}'),
  looped,
  deep,
  () => ({
    get address() {
      throw new Error(PASSWORD);
    },
  }),
  () =>
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new TypeError(PASSWORD);
        },
      },
    ),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
);

const value = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSparseArray: true }),
  strange.map((make) => ({ make })),
);

/** What is done to a config: `at` chooses one of all its places. */
const change = fc.record({
  how: fc.constantFrom("delete", "rename", "retype", "duplicate", "add"),
  at: fc.nat(),
  to: fc.nat(),
  key: text,
  value,
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Plain objects and lists; proxies are not looked into. */
function isNode(it: unknown): it is Node {
  if (typeof it !== "object" || it === null || types.isProxy(it)) return false;
  return [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(it));
}

/** Every object or list of the original config that is still in it, with its keys. */
function places(root: Node): readonly { readonly holder: Node; readonly key: string }[] {
  const found: { holder: Node; key: string }[] = [];
  const visit = (holder: Node, depth: number): void => {
    if (depth > 6) return;
    for (const key of Object.keys(holder).slice(0, 30)) {
      const it = Object.getOwnPropertyDescriptor(holder, key)?.value;
      found.push({ holder, key });
      if (isNode(it)) visit(it, depth + 1);
    }
  };
  visit(root, 0);
  return found;
}

function put(holder: Node, key: string, it: unknown): void {
  Object.defineProperty(holder, key, { value: it, enumerable: true, writable: true, configurable: true });
}

function apply(all: ReturnType<typeof places>, { how, at, to, key, value: chosen }: Change): void {
  const place = all[at % Math.max(all.length, 1)];
  const other = all[to % Math.max(all.length, 1)];
  if (place === undefined || other === undefined) return;
  const current = place.holder[place.key];
  const made = isNode(chosen) && typeof chosen.make === "function" ? chosen.make() : chosen;
  if (how === "delete") delete place.holder[place.key];
  if (how === "retype") put(place.holder, place.key, made);
  if (how === "add" && !Array.isArray(place.holder)) put(place.holder, key, made);
  // The password is known by its place, so it is not carried elsewhere on its own.
  if (how === "duplicate" && current !== PASSWORD) put(other.holder, other.key, current);
  if (how === "rename" && !Array.isArray(place.holder) && current !== PASSWORD) {
    delete place.holder[place.key];
    put(place.holder, key, current);
  }
}

function spoilt(changes: readonly Change[], healthy: boolean, large: boolean): unknown {
  const root = large ? fortress() : whiteboard();
  if (healthy) {
    const env = (root.app as Node).env as Node;
    for (const key of ["SMTP_PASSWORD", "HOOK"]) delete env[key];
    const monitoring = root.monitoring as { receivers?: unknown[]; watchdog?: unknown };
    monitoring.receivers?.pop();
    delete monitoring.watchdog;
    delete root.token;
  }
  // Looked up once: what a change puts in is not changed by the next one, so that it can be used again.
  const all = places(root);
  for (const it of changes) apply(all, it);
  return root;
}

function isFrozen(it: unknown): boolean {
  return typeof it !== "object" || it === null || (Object.isFrozen(it) && Object.values(it).every(isFrozen));
}

/** Every name of a host that stands anywhere in a model is one of its hosts. */
function expectSoundNames(infra: Infrastructure): void {
  const names = infra.hosts.map((host) => host.name);
  const { database, balancer, flows } = infra;
  if (database !== undefined) expect(names).toContain(database.primary);
  if (database?.arbitrator !== undefined) expect(names).toContain(database.arbitrator);
  expect(Object.keys(balancer.priorities)).toEqual(hostsOf(infra, "balancer").map((host) => host.name));
  for (const flow of flows) expect([...names, "anyone", "admin"]).toContain(flow.from);
  for (const flow of flows) expect(names).toContain(flow.to);
  expect(infra.tls.provided !== undefined).toBe(infra.tls.certificate === "provided");
}

function judge(raw: unknown): "right" | "wrong" {
  const result = checkConfig(raw);
  if (result.ok) {
    const { infra, provenance } = resolveConfig(result.config, "/srv/project");
    expect(isFrozen(infra)).toBe(true);
    expect(new Set(provenance.map(({ path }) => path)).size).toBe(provenance.length);
    const addresses = infra.hosts
      .flatMap((host) => [host.address, host.address6, host.publicAddress, host.publicAddress6])
      .filter((it) => it !== undefined);
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const host of infra.hosts) expect(new Set(host.roles).size).toBe(host.roles.length);
    expect(infra.hosts.some((host) => host.roles.includes("monitor"))).toBe(true);
    expect(infra.database === undefined).toBe(!infra.hosts.some((host) => host.roles.includes("database")));
    expect(infra.app === undefined).toBe(!infra.hosts.some((host) => host.roles.includes("app")));
    expectSoundNames(infra);
    return "right";
  }
  expect(result.problems.length).toBeGreaterThan(0);
  for (const problem of result.problems) {
    const message = formatProblem(problem);
    const { where, found, allowed, mend } = problem;
    const complete = [where, found, allowed, mend].every((it) => it !== undefined && it !== "");
    const secret = message.includes(TOKEN) || message.includes(PASSWORD);
    const printable = !/[\p{C}\p{Zl}\p{Zp}]/u.test(message.replaceAll("\n", ""));
    if (!complete || secret || !printable) expect.unreachable(JSON.stringify({ complete, secret, printable, message }));
  }
  return "wrong";
}

test(`${RUNS} spoilt configs end in problems or in a sound model, never in an exception, and show no secret`, () => {
  const verdicts = { right: 0, wrong: 0 };
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), fc.boolean(), fc.boolean(), (changes, healthy, large) => {
      verdicts[judge(spoilt(changes, healthy, large))] += 1;
    }),
    { numRuns: RUNS, seed: 1729 },
  );
  // Both ends are reached often enough for the above to mean something.
  expect(verdicts.right).toBeGreaterThan(RUNS / 20);
  expect(verdicts.wrong).toBeGreaterThan(RUNS / 4);
}, 120_000);

test("the same config is answered the same way", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
      expect(checkConfig(spoilt(changes, false, true))).toEqual(checkConfig(spoilt(changes, false, true)));
    }),
    { numRuns: 300, seed: 1729 },
  );
});

test("anything at all is answered", () => {
  fc.assert(
    fc.property(value, (it) => {
      const made = isNode(it) && typeof it.make === "function" ? it.make() : it;
      expect(checkConfig(made).ok).toBe(false);
    }),
    { numRuns: 1_000, seed: 1729 },
  );
});

test("a thousand hosts and ten thousand mistakes take no time worth speaking of", () => {
  const config = writtenWhiteboard();
  for (let index = 0; index < 1_000; index += 1)
    config.hosts[`h${index}`] = { address: `10.${index >> 8}.${index & 255}.1`, runs: ["app", "ap"] };
  config.firewall.admin = Array.from({ length: 2_000 }, (_, index) => `172.${16 + (index >> 8)}.${index & 255}.0/24`);
  config.app.packages = Array.from({ length: 10_000 }, () => "-");
  const start = performance.now();
  const result = checkConfig(config);
  expect(result.ok || result.problems.length).toBe(11_000);
  expect(performance.now() - start).toBeLessThan(10_000);
});
