import { afterAll, describe, expect, it } from "vitest";
import { killMachine, startMachine } from "../../src/lab/lab.ts";
import { until } from "./support/command.ts";
import { type Answer, Site } from "./support/site.ts";

// The examples of apps, as people bring them: each comes up, is used, is changed for the worse and for the better, and comes back after a power cut.
// What any of them needs is installed in all of their labs, which so share an image.
const PACKAGES = ["gunicorn", "lighttpd", "nodejs", "php-fpm", "php-mysql", "python3-flask", "python3-pymysql"];
const sites: Site[] = [];
afterAll(() => Promise.all(sites.map((site) => site.remove())));

async function brought(example: string): Promise<Site> {
  const packages = PACKAGES.map((name) => `"${name}"`).join(", ");
  const site = Site.copyOf(`apps/${example}`, (it) => it.replace(/packages: \[[^\]]*\]/, `packages: [${packages}]`));
  sites.push(site);
  await site.up();
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  return site;
}

/** What a client in the lab's internet gets for these words for curl(1). */
const curl = async (site: Site, words: string): Promise<string> => {
  const domain = /domain:\s*"([^"]+)"/.exec(site.config)?.[1] ?? "";
  return (await site.try("client", `curl -sS -m 30 ${words.replaceAll("SITE", `https://${domain}`)}`)).stdout;
};
const form = { "content-type": "application/x-www-form-urlencoded" };

/** The answer of a site that may have none. */
const answered = (site: Site, path: string): Promise<Answer | undefined> => site.ask(path).catch(() => undefined);

async function afterPowerCut(site: Site, path: string): Promise<string> {
  await killMachine(site.id, "one");
  await startMachine(site.id, "one");
  const { value } = await until("the site after a power cut", 120, async () => {
    const answer = await answered(site, path);
    return answer?.status === 200 ? answer.text : undefined;
  });
  return value;
}

describe("a Flask app that opens its database when it starts", () => {
  it("comes up, keeps what is written, and outlives a release that cannot start and a power cut", async () => {
    const site = await brought("flask");
    const left = await site.ask("/notes", { method: "POST", body: "text=first", headers: form });
    // Behind TLS it says https, as the visitor does.
    expect([left.status, left.headers.location]).toEqual([303, "/"]);
    expect((await site.ask("/notes.json")).text).toBe('["first"]\n');
    expect((await site.ask("/style.css")).headers["content-type"]).toContain("text/css");

    const good = site.read("app/notes.py");
    site.write("app/notes.py", `${good}\nraise SystemExit("no such setting: COLOUR")\n`);
    const failed = await site.bartizan(["up", "--lab"]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("no such setting: COLOUR");
    expect((await site.ask("/notes.json")).text).toBe('["first"]\n');
    site.write("app/notes.py", good.replace("<h1>Notes", "<h1>All notes"));
    await site.up();

    expect(await afterPowerCut(site, "/notes.json")).toBe('["first"]\n');
    expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
  });

  it("gives visitors the new file after a release that changed one of the same size and time", async () => {
    const [site] = sites;
    if (site === undefined) throw new Error("the site is up");
    const before = await site.ask("/style.css");
    site.write("app/static/style.css", site.read("app/static/style.css").replace("3rem", "4rem"));
    await site.up();
    const { value } = await until("the new file", 10, async () => {
      const after = await site.ask("/style.css", { headers: { "if-none-match": String(before.headers.etag) } });
      return after.status === 200 ? after.text : undefined;
    });
    expect(value).toContain("4rem");
  });
});

describe("a PHP app behind php-fpm", () => {
  it("comes up, keeps what is written, and comes back when one of its processes dies and after a power cut", async () => {
    const site = await brought("php");
    const added = await site.ask("/pictures", { method: "POST", body: "title=Dawn", headers: form });
    expect(added.status).toBe(303);
    expect((await site.ask("/pictures.json")).text).toBe('["Dawn"]\n');
    expect((await site.ask("/style.css")).status).toBe(200);
    // Nobody is shown what the app is made of.
    for (const path of ["/index.php", "/../public/index.php", "/serve", "/php-fpm.conf"]) {
      expect((await site.ask(path)).text).not.toContain("function database");
    }
    for (const program of ["php-fpm: master", "lighttpd"]) {
      await site.on("one", `pkill -9 -o -f '${program}'`);
      await until("the app", 30, async () => ((await answered(site, "/pictures.json"))?.status === 200 ? true : undefined));
    }
    expect(await afterPowerCut(site, "/pictures.json")).toBe('["Dawn"]\n');
    expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
  });
});

describe("a Node app with connections that live for hours", () => {
  it("keeps silent ones, gives events at once, takes large files, and outlives a release that cannot start", async () => {
    const site = await brought("live");
    await site.on("client", `cat >/root/live.mjs`, { stdin: CLIENT });
    const silent = site.try(
      "client",
      `NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt node /root/live.mjs https://live.example.com ${SILENT_SECONDS}`,
      { timeoutMs: 180_000 },
    );
    await site.on("client", "head -c 50000000 /dev/urandom >/root/large");
    expect(await curl(site, "-T /root/large -o /dev/null -w '%{http_code}' SITE/files/large")).toBe("201");
    expect(await curl(site, "-o /root/back -w '%{size_download}' SITE/files/large")).toBe("50000000");
    await site.on("client", "cmp /root/large /root/back");
    expect((await silent).stdout).toBe("socket: late\nevents: late\n");

    const good = site.read("app/server.js");
    site.write("app/server.js", `${good}\nthrow new Error("out of order");\n`);
    const failed = await site.bartizan(["up", "--lab"]);
    expect([failed.code, failed.stderr.includes("out of order")]).toEqual([1, true]);
    expect((await site.ask("/up")).text).toBe("up\n");
    site.write("app/server.js", good);
    await site.up();
    expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
  });
});

describe("an app that takes 45 seconds to start, and sends everybody to https", () => {
  it("comes up, and is asked as a visitor asks", async () => {
    const site = await brought("slow");
    expect((await site.ask("/")).text).toBe("It was worth the wait.\n");
    const inClear = await curl(site, "-o /dev/null -w '%{http_code} %{redirect_url}' http://slow.example.com/page");
    expect(inClear).toBe("308 https://slow.example.com/page");
    expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
  });
});

/** Longer than the app may take for an answer. */
const SILENT_SECONDS = 36;

/** Waits in silence on a WebSocket and on an event stream, says something, and prints what comes. */
const CLIENT = `import { request } from "node:https";
const [, , site, seconds] = process.argv;
const heard = new Map();
const hear = (name, data) => {
  if (String(data).includes("late")) heard.set(name, "late");
};
const upgrade = request(site + "/socket", { headers: { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" } });
upgrade.on("upgrade", (_response, socket) => {
  socket.on("data", (data) => hear("socket", data));
  socket.on("close", () => heard.set("socket", heard.get("socket") ?? "closed"));
});
upgrade.on("response", ({ statusCode }) => heard.set("socket", "status " + statusCode));
upgrade.end();
const events = request(site + "/events", (response) => {
  response.on("data", (data) => hear("events", data));
  response.on("close", () => heard.set("events", heard.get("events") ?? "closed"));
});
events.end();
setTimeout(() => request(site + "/say", { method: "POST" }).end("late"), seconds * 1000);
setTimeout(() => {
  for (const name of ["socket", "events"]) console.log(name + ": " + (heard.get(name) ?? "silent"));
  process.exit(0);
}, seconds * 1000 + 2000);
`;
