import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "./support/command.ts";
import { Site } from "./support/site.ts";

// Tiers apart, one app server, and an app that is hard to bring up; see its source.
let site: Site;
beforeAll(async () => {
  const dir = join(mkdtempSync(join(tmpdir(), "bartizan-e2e-")), "hard");
  cpSync(fileURLToPath(new URL("../fixtures/hard-app", import.meta.url)), dir, { recursive: true });
  site = new Site(dir);
  behave({ release: "one", seconds: 2 });
  await site.up();
  await served("one");
});
afterAll(() => site.remove());

/** What the next release does. */
function behave(changes: { release: string; crash?: boolean; seconds?: number; health?: number; port?: number }): void {
  writeFileSync(join(site.dir, "app/behaviour.json"), JSON.stringify({ crash: false, seconds: 0, health: 200, ...changes }));
}

/** Asks until the work is done; what was answered, and how often. */
async function meanwhile<T>(work: Promise<T>): Promise<{ readonly result: T; readonly answers: Readonly<Record<string, number>> }> {
  const answers: Record<string, number> = {};
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  while (!done) {
    const { status, text } = await site.ask("/");
    const answer = status === 200 ? text.trim() : String(status);
    answers[answer] = (answers[answer] ?? 0) + 1;
    await wait(100);
  }
  return { result: await finished, answers };
}

/** Waits until the checks before the app have found it well: that takes them two seconds after a start. */
const served = (release: string) =>
  until(`release ${release}`, 20, async () => ((await site.ask("/")).text === `${release}\n` ? true : undefined));

const up = () => site.bartizan(["up", "--lab"]);
const onApp = (line: string): Promise<string> => site.on("app1", line);

it("brings up an app that wants its database when it starts, and sends whoever comes in clear to HTTPS", async () => {
  expect(await site.ask("/")).toMatchObject({ status: 200, text: "one\n", server: "app1" });
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  const seen = await site.on("front", "echo 'show stat' | socat - /run/haproxy/admin.sock | awk -F, '$1 ~ /_read$/ { print $2, $18 }'");
  expect(seen.trim().split("\n").sort()).toEqual(["BACKEND UP", "BACKEND UP", "app1 UP", "front UP"]);
});

it("never takes the only app down for a release that crashes, and tries it again with the next run", async () => {
  behave({ release: "two", crash: true });
  for (const _ of ["the first time", "again"]) {
    const { result, answers } = await meanwhile(up());
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("BZ_UNIT_ILL at app1");
    expect(result.stderr).toMatch(/release [0-9a-f]{12}: its program ended \d times within \d+ s/);
    expect(result.stderr).toContain("Error: release two is broken");
    expect(result.stderr).not.toContain("release one starts");
    expect(result.stderr).toMatch(/Release [0-9a-f]{12} goes on/);
    expect(Object.keys(answers)).toEqual(["one"]);
  }
});

it("nor for settings with which the app crashes, and says status and place of what is no 200", async () => {
  behave({ release: "one", seconds: 2 });
  site.edit((it) => it.replace("startSeconds: 12", 'startSeconds: 12, env: { BROKEN: "1" }'));
  const broken = await meanwhile(up());
  expect(broken.result.code).toBe(1);
  expect(Object.keys(broken.answers)).toEqual(["one"]);
  expect(await onApp("grep -c BROKEN /etc/bartizan/app.env || true")).toBe("0\n");
  site.edit((it) => it.replace('BROKEN: "1"', 'ELSEWHERE: "1"'));
  const elsewhere = await up();
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.stderr).toContain("GET /up answered 301 (Location: https://elsewhere.example/up)");
  site.edit((it) => it.replace(', env: { ELSEWHERE: "1" }', ""));
});

it("goes back when an app that cannot run beside itself does not get well in its place", async () => {
  behave({ release: "three", port: 3000 });
  await site.up();
  behave({ release: "four", port: 3000, health: 500 });
  const { code, stderr } = await up();
  expect(code).toBe(1);
  expect(stderr).toContain("GET /up answered 500");
  expect(stderr).toMatch(/Release [0-9a-f]{12} serves again/);
  await served("three");
});

it("comes to its verdict when up is killed in the middle, and needs no mending", async () => {
  const before = await onApp("readlink /srv/hard/current");
  behave({ release: "five", crash: true });
  await site.bartizan(["up", "--lab", "--json"], {
    onLine: (line) => (line.includes("restart hard.service") && line.includes("step-started") ? "kill" : undefined),
  });
  await until("the verdict", 40, async () =>
    (await onApp("ls /run/systemd/system /var/lib/bartizan/before")).includes("hard") ? undefined : true,
  );
  expect(await onApp("readlink /srv/hard/current")).toBe(before);
  expect((await site.ask("/")).text).toBe("three\n");
  behave({ release: "six" });
  await site.up();
  await served("six");
});

it("adds an app host, beside the database, and changes one after the other: the first that stays ill ends the run", async () => {
  site.edit((it) => it.replace('runs: ["database", "monitor"]', 'runs: ["app", "database", "monitor"]'));
  const added = await meanwhile(site.up());
  expect(Object.keys(added.answers).filter((it) => it !== "six")).toEqual([]);
  await until("both apps", 20, async () => ((await site.ask("/")).server === "db1" ? true : undefined));
  behave({ release: "seven", crash: true });
  const { result, answers } = await meanwhile(up());
  expect(result.code).toBe(1);
  expect(result.stderr.match(/BZ_UNIT_ILL at/g)).toHaveLength(1);
  expect(Object.keys(answers)).toEqual(["six"]);
});
