import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { ALL } from "../fixtures/all.ts";
import { until } from "./support/command.ts";
import { Site } from "./support/site.ts";

// `npm run test:all`: every example, as whoever copies it finds it. Each is booted from nothing, so the whole takes minutes; `npm test` boots
// the whiteboard and the fortress.
const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));
const names = readdirSync(EXAMPLES).filter((name) => readdirSync(join(EXAMPLES, name)).includes("bartizan.config.ts"));

describe.runIf(ALL).each(names)("examples/%s", (name) => {
  let site: Site | undefined;
  afterEach(() => site?.remove());

  it("comes up, answers on every web server, keeps what is written, and is then as the file says", async () => {
    site = Site.copyOf(name);
    const up = site;
    const done = (await up.up()).at(-1);
    process.stdout.write(`${name}: ${done?.hosts} hosts in ${done?.seconds} s\n`);
    const message = `written on ${name}`;
    const written = await up.ask("/entries", { method: "POST", body: JSON.stringify({ author: "a visitor", message }) });
    expect(written.status).toBe(201);
    const apps = /runs: \[[^\]]*"app"/g;
    const servers = readFileSync(join(up.dir, "bartizan.config.ts"), "utf8").match(apps)?.length ?? 0;
    const seen = new Set<string | undefined>();
    await until("every app server", 30, async () => {
      const answer = await up.ask("/entries.json");
      expect([answer.status, answer.text.includes(message)]).toEqual([200, true]);
      seen.add(answer.server);
      return seen.size === servers ? true : undefined;
    });
    expect((await up.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  });
});
