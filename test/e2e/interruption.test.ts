import { afterAll, beforeAll, expect, it } from "vitest";
import { killMachine } from "../../src/lab/lab.ts";
import { Site } from "./support/site.ts";

let site: Site;
beforeAll(() => {
  site = Site.copyOf("whiteboard", (it) => it.replace('name: "foobar"', 'name: "torn"'));
});
afterAll(() => site.remove());

interface Told {
  readonly type: string;
  readonly host?: string;
  readonly step?: string;
  readonly changed?: number;
}

it("finishes a first `up` whose command line was killed at every step, and one of whose hosts was, too", async () => {
  const struck = new Set<string>();
  let finished = false;
  let runs = 0;
  while (!finished) {
    runs += 1;
    expect(runs, "the runs get nowhere").toBeLessThan(250);
    const result = await site.bartizan(["up", "--lab", "--json"], {
      onLine: (line) => {
        const event = JSON.parse(line) as Told;
        if (event.type !== "step-started") return undefined;
        // Struck at the beginning of every step of every host, once each.
        const place = `${event.host} ${event.step}`;
        if (struck.has(place)) return undefined;
        struck.add(place);
        return "kill";
      },
    });
    if (result.code === 137) {
      if (struck.size === 60) await killMachine(site.id, "srv1");
      continue;
    }
    if (result.code !== 0) throw new Error(`${result.stdout.slice(-3000)}\n${result.stderr}`);
    finished = true;
  }
  // Every kind of step was struck.
  const steps = [...struck].map((it) => it.slice(it.indexOf(" ") + 1));
  for (const kind of [
    /^create user/,
    /^create folder/,
    /^certificate .*\(new\)/,
    /^create \/etc/,
    /^firewall rules/,
    /^release/,
    /start mariadb/,
    /accounts of the database/,
    /replicates from/,
  ]) {
    expect(
      steps.some((step) => kind.test(step)),
      String(kind),
    ).toBe(true);
  }
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  const servers = new Set<string | undefined>();
  for (let i = 0; i < 10; i += 1) servers.add((await site.ask("/entries.json")).server);
  expect([...servers].sort()).toEqual(["srv1", "srv2"]);
}, 900_000);
