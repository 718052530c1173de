import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inAll } from "../fixtures/all.ts";
import { command, type Options, until } from "./support/command.ts";
import { Site } from "./support/site.ts";
import { ANY_CA, rateHere, steadyLoad } from "./support/steady-load.ts";
import { filesWith, traces } from "./support/traces.ts";

// The whiteboard with a place for copies: the lab's client, which stands in the internet. Somebody to tell has no address here.
const CLIENT = "203.0.113.100";
const SETTINGS = `
  backups: { to: "sftp://vault@${CLIENT}/copies", everyHours: 6, restoreTestDays: 7 },
  monitoring: {
    receivers: [
      { kind: "pagerduty", to: secret("PAGERDUTY_KEY") },
    ],
  },
});`;

/** A schema in which every kind of table stands, and a row that is larger than the server takes in one statement. */
const KINDS = readFileSync(new URL("./support/table-kinds.sql", import.meta.url), "utf8");
/** A row that nobody but the database may ever hold. */
const CANARY = "canary-ann@example.com";
/** A secret of the app's. */
const TOKEN = "canary-token-2f81c7aa90";

const HOSTS = ["lb1", "srv1", "srv2", "mon1"] as const;

let site: Site;
const began = new Date();
/** What a database host has of every table, its former rows included. */
const holds = async (host: string): Promise<string> =>
  site.on(
    host,
    "mariadb -BN operated -e 'SELECT COUNT(*) FROM history FOR SYSTEM_TIME ALL; CHECKSUM TABLE big, history, volatile_rows, aria_rows, computed, words, parts, audit'",
  );
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) =>
    it
      .replace("import { defineInfrastructure }", "import { defineInfrastructure, secret }")
      .replace('name: "foobar"', 'name: "operated"')
      .replace('health: "/up",', 'health: "/up", env: { SHOP_TOKEN: secret("SHOP_TOKEN") },')
      .replace(/\n\}\);\s*$/, SETTINGS),
  );
  process.env.SHOP_TOKEN = TOKEN;
  await site.up();
});
afterAll(() => site?.remove());

it("comes up without a pager's key, with a made-up one, and up again changes nothing", async () => {
  const again = await site.bartizan(["up", "--lab"]);
  expect(again.stdout).toContain("no changes (4 hosts");
  expect(again.stdout).toContain("made up, for no alert leaves a lab: PAGERDUTY_KEY");
});

describe("backups", () => {
  const backup = (what: string) => site.bartizan(["backup", what, "--lab"]);

  it("fail where the place lets nobody in, and are then an alert and no obstacle", async () => {
    const refused = await backup("now");
    expect(refused.code).toBe(1);
    const { value } = await until("BackupFailed", 90, async () => {
      const seen = JSON.parse((await site.bartizan(["status", "--lab", "--json"])).stdout) as {
        alerts: { name: string; host: string; state: string }[];
      };
      return seen.alerts.find((it) => it.name === "BackupFailed" && it.state === "firing");
    });
    expect(value.host).toBe("srv2");
  });

  it("are taken where the place lets the host in, listed, and restored", async () => {
    const { stdout: key } = await backup("key");
    expect(key).toMatch(/^ssh-ed25519 \S+ backup of operated by srv2$/m);
    await site.on(
      "client",
      "useradd --create-home --shell /bin/sh vault && install -d -o vault -m 0700 /home/vault/.ssh && cat >/home/vault/.ssh/authorized_keys && chown vault /home/vault/.ssh/authorized_keys",
      { stdin: key },
    );
    // The place remembers who failed to log in, for seconds.
    await until("a copy", 60, async () => ((await backup("now")).code === 0 ? true : undefined));
    expect((await backup("list")).stdout).toMatch(/\d snapshots/);
    const tested = await backup("test");
    expect(tested.stdout, tested.stderr).toContain("all as they were in the copied database");
    // What lies there can be read by nobody without the passphrase of the vault.
    expect((await site.try("client", "grep -rl 'CREATE TABLE' /home/vault/copies")).stdout).toBe("");
    const metrics = await site.on("srv2", "cat /var/lib/prometheus/node-exporter/bartizan-backup.prom");
    expect(metrics).toContain("bartizan_backup_failed 0");
    expect(metrics).toMatch(/bartizan_backup_restored_seconds \d{10}/);
  });

  it("keep the passphrase that opens them, whichever vault comes along", async () => {
    const vault = join(site.dir, ".bartizan/lab");
    const kept = `${vault}.kept`;
    renameSync(vault, kept);
    // A clone without a vault: refused by name, with nothing left behind that would pass for one.
    for (const words of [["up"], ["up", "--only", "srv2"], ["plan"]]) {
      const refused = await site.bartizan([...words, "--lab"]);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain("BZ_HOST_FOREIGN at srv2");
      expect(existsSync(vault)).toBe(false);
    }
    cpSync(kept, vault, { recursive: true });
    const secrets = join(vault, "secrets.json");
    const { "backups.passphrase": passphrase, ...others } = JSON.parse(readFileSync(secrets, "utf8")) as Record<string, string>;
    writeFileSync(secrets, JSON.stringify({ ...others, "backups.passphrase": "of another vault" }));
    const refused = await site.bartizan(["up", "--lab", "--only", "srv2"]);
    expect(refused.stderr).toContain("the passphrase on the host opens the copies, and the one in the vault does not");
    rmSync(vault, { recursive: true });
    renameSync(kept, vault);
    expect((await site.on("srv2", "cat /etc/bartizan/backup/passphrase")).trim()).toBe(passphrase);
    expect((await site.bartizan(["up", "--lab"])).stdout).toContain("no changes");
  });

  it("hold every kind of table and rows of any size, and a restore is compared with what was copied", async () => {
    await site.on("srv1", "mariadb operated", { stdin: KINDS });
    const taken = await backup("now");
    expect(taken.code, taken.stdout + taken.stderr).toBe(0);
    const tested = await backup("test");
    expect(tested.stdout, tested.stderr).toMatch(/restored: \d+ tables, \d+ rows, all as they were in the copied database/);
    // A disk that is nearly full stays as it is: the database lives there.
    const state = "/var/lib/bartizan-backup";
    await site.on("srv2", `cp -a ${state} /run/kept && mount -t tmpfs -o size=20m tmpfs ${state} && cp -a /run/kept/. ${state}`);
    const full = await backup("test");
    expect([full.code, full.stdout + full.stderr]).toEqual([
      1,
      expect.stringMatching(/not restored: it may take \d+\.\d MB on the disk of/),
    ]);
    await site.on("srv2", `umount ${state} && rm -r /run/kept`);
    expect((await backup("test")).code).toBe(0);
  });

  it("come back beside the database, and in place of it, and its replica follows", async () => {
    const before = await holds("srv1");
    await site.on("srv1", "mariadb operated -e 'DELETE FROM parts; DROP TABLE big'");
    const beside = await site.bartizan(["backup", "restore", "--lab"]);
    expect(beside.stdout, beside.stderr).toMatch(/What was written since is not in it: \d+ transactions? by now\.[\s\S]*all as they were/);
    const socket = "--no-defaults --skip-ssl --socket=/var/lib/bartizan-backup/restored-copy/socket";
    expect(await site.on("srv2", `mariadb ${socket} -BN operated -e 'SELECT COUNT(*) FROM parts'`)).toBe("5\n");
    expect((await backup("discard")).code).toBe(0);
    expect(await site.on("srv2", "ls /var/lib/bartizan-backup; systemctl show -p ActiveState --value bartizan-restored")).not.toMatch(
      /restored-copy|^active/m,
    );
    const replaced = await site.bartizan(["backup", "restore", "--in-place", "--no-copy", "--lab"]);
    expect(replaced.code, replaced.stdout + replaced.stderr).toBe(0);
    expect(replaced.stdout).toContain("the app is let in");
    expect(await holds("srv1")).toBe(before);
    await until("the replica", 30, async () => ((await holds("srv2").catch(() => "")) === before ? true : undefined));
    expect((await site.ask("/entries.json")).status).toBe(200);
    expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  });

  it("are the data for a new replica, too", async () => {
    const anew =
      "STOP REPLICA; RESET REPLICA ALL; SET SESSION sql_log_bin=0; DROP DATABASE operated; RESET MASTER; SET GLOBAL gtid_slave_pos=''";
    await site.on("srv2", `mariadb -e "${anew}"`);
    await site.up();
    expect(await holds("srv2")).toBe(await holds("srv1"));
  });

  it("are not taken of a replica that does not replicate; no row of it is told, and nothing is in a journal", async () => {
    await site.on("srv1", "mariadb operated -e 'CREATE TABLE mails (mail VARCHAR(100) PRIMARY KEY)'");
    const clash = `mariadb operated -e "SET SESSION sql_log_bin=0; INSERT INTO mails VALUES ('${CANARY}')"`;
    await until("the table", 10, async () => ((await site.try("srv2", clash)).code === 0 ? true : undefined));
    await site.on("srv1", `mariadb operated -e "INSERT INTO mails VALUES ('${CANARY}')"`);
    const stopped = "mariadb -e 'SHOW REPLICA STATUS\\G' | grep -q 'Slave_SQL_Running: No'";
    await until("the clash", 10, async () => ((await site.try("srv2", stopped)).code === 0 ? true : undefined));
    const metrics = () => site.on("srv2", "grep last_seconds /var/lib/prometheus/node-exporter/bartizan-backup.prom");
    const before = await metrics();
    const refused = await backup("now");
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining("srv2 does not replicate from srv1")]);
    expect(await metrics()).toBe(before);
    const failing = await site.bartizan(["up", "--lab"]);
    expect(failing.stdout + failing.stderr).toContain("applying: No, error 1062");
    expect(failing.stdout + failing.stderr + refused.stdout + refused.stderr).not.toContain(CANARY);
    expect((await site.try("srv2", `journalctl -q --no-pager '--namespace=*' | grep ${CANARY}`)).stdout).toBe("");
    await site.on("srv2", 'mariadb operated -e "SET SESSION sql_log_bin=0; DELETE FROM mails; START REPLICA"');
    await until("a copy", 30, async () => ((await backup("now")).code === 0 ? true : undefined));
  });

  it("call a copy that cannot be restored by its name", async () => {
    await site.on(
      "client",
      "find /home/vault/copies/data -type f -exec sh -c 'printf x | dd of=\"$1\" bs=1 seek=40 conv=notrunc status=none' _ {} \\;",
    );
    await site.on("srv2", "rm -rf /var/cache/bartizan-backup/*");
    expect((await backup("test")).code).toBe(1);
    expect(await site.on("srv2", "cat /var/lib/prometheus/node-exporter/bartizan-backup.prom")).toContain(
      "bartizan_backup_restore_failed 1",
    );
    expect((await site.try("srv2", "ls /var/lib/bartizan-backup/scratch")).code).not.toBe(0);
  });

  it("that move to another host take their numbers, their key and their state along", async () => {
    const promoted = await site.bartizan(["db", "promote", "srv2", "--lab", "--yes"]);
    expect(promoted.code, promoted.stderr).toBe(0);
    await site.up();
    const left = await site.on(
      "srv2",
      "ls -d /var/lib/prometheus/node-exporter/bartizan-backup.prom /etc/bartizan/backup /var/lib/bartizan-backup /var/cache/bartizan-backup /var/lib/systemd/timers/stamp-bartizan-backup.timer 2>/dev/null || :",
    );
    expect(left).toBe("");
    await site.on("srv1", "test -s /etc/bartizan/backup/id_ed25519");
    expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  });

  it("leave no secret and no row of the app's anywhere but where they belong, and so does all else that was done here", async () => {
    expect((await site.ask("/entries", { method: "POST", body: JSON.stringify({ author: "Ann", message: CANARY }) })).status).toBe(201);
    // A statement that fails, of an app that tells what it was told.
    await site.try("srv1", `mariadb operated -e "INSERT INTO mails VALUES ('${CANARY}'), ('${CANARY}')"`);
    for (const words of [
      ["rotate", "--yes"],
      ["console", "--save", "hour.html"],
      ["logs", "-n", "100000"],
      ["slow"],
      ["status"],
      ["plan"],
      ["config", "--resolved"],
      ["report", "-o", "report.html"],
    ]) {
      const lab = ["config", "report"].includes(words[0] ?? "") ? [] : ["--lab"];
      const done = await site.bartizan([...words, ...lab]);
      expect(done.code, `${words.join(" ")}: ${done.stderr}`).toBe(0);
    }
    const made = Object.values(JSON.parse(site.read(".bartizan/lab/secrets.json")) as Record<string, string>);
    expect(made.length).toBeGreaterThan(3);
    const needles = [...made, TOKEN, CANARY];
    expect(site.printed.length).toBeGreaterThan(40);
    for (const needle of needles)
      expect(site.printed.filter((it) => it.includes(needle)).map((it) => it.replaceAll(needle, "CANARY"))).toEqual([]);
    expect(await filesWith(site.dir, needles)).toEqual([".bartizan/lab/secrets.json"]);
    for (const host of [...HOSTS, "client"]) {
      const found = await traces(site, host, needles, began);
      for (const path of found) {
        expect(path, `${host} shows a secret or a row`).toMatch(/^\/etc\//);
        expect((await site.on(host, `stat -c '%a %U' ${path}`)).trim(), `${host}:${path}`).toMatch(/^([46]00 |[46]40 root)/);
      }
      expect(found.length > 0, `${host}: ${found.join(" ")}`).toBe(["srv1", "srv2"].includes(host));
    }
    expect(await traces(site, "srv1", [CANARY], began)).toEqual([]);
    // It is there, where rows belong.
    await site.on("srv1", `grep -rqF ${CANARY} /var/lib/mysql`);
  });
});

describe("the vault of real servers", () => {
  // The lab's machines as servers: the same command line without --lab, which reaches them by ssh(1) alone.
  const place = mkdtempSync(join(tmpdir(), "bartizan-e2e-vault-"));
  afterAll(() => rmSync(place, { recursive: true, force: true }));
  const run = (who: string, folder: string, words: readonly string[], options: Options = {}) => {
    const env = { PATH: `${place}/bin:${process.env.PATH}`, XDG_CONFIG_HOME: join(place, "home", who) };
    return command(join(import.meta.dirname, "../../bin/bartizan"), words, {
      cwd: join(place, folder),
      ...options,
      env: { ...env, ...options.env },
    });
  };
  const clone = (from: string, to: string): void => {
    cpSync(from, join(place, to), { recursive: true, filter: (path) => !path.includes("/.bartizan") && !path.includes("/node_modules") });
  };

  it("is taken over from the folder, opens for a second operator, and gives a machine what a deploy needs", async () => {
    const { enter, sshConfig } = site.access();
    mkdirSync(join(place, "bin"));
    // Nobody has met these servers before.
    const sshTo = join(place, "ssh_config");
    writeFileSync(sshTo, readFileSync(sshConfig, "utf8").replace(/UserKnownHostsFile .*/, "UserKnownHostsFile /dev/null"));
    writeFileSync(join(place, "bin/ssh"), `#!/bin/sh\nexec ${enter.join(" ")} /usr/bin/ssh -F ${sshTo} "$@"\n`, { mode: 0o755 });
    clone(site.dir, "first");
    const config = join(place, "first/bartizan.config.ts");
    writeFileSync(config, readFileSync(config, "utf8").replaceAll(/^ {4}(\w+): +\{ address/gm, '    $1: { ssh: "$1", address'));
    cpSync(join(site.dir, ".bartizan/lab"), join(place, "first/.bartizan/servers"), { recursive: true });
    const set = await run("anna", "first", ["secrets", "set", "PAGERDUTY_KEY"], { stdin: "canary-of-a-pager\n" });
    expect(set.code, set.stderr).toBe(0);
    expect((await run("anna", "first", ["plan"])).stderr).toContain("BZ_SSH_HOST_KEY_UNKNOWN");
    const met = await run("anna", "first", ["bootstrap", "--yes"]);
    expect(met.stdout, met.stderr).toMatch(/^ {2}lb1 {3}10\.77\.0\.10 {2}ssh-ed25519 SHA256:\S{43}$/m);
    expect(met.stdout.match(/lets you in as root {2}Debian GNU\/Linux 13/g)).toHaveLength(4);
    expect((await run("anna", "first", ["bootstrap"])).stdout).not.toContain("They show these keys");
    const known = join(place, "first/bartizan.known_hosts");
    const keys = readFileSync(known, "utf8");
    const [line = "", other = ""] = keys.split("\n").slice(1);
    writeFileSync(known, keys.replace(line.split(" ")[2] ?? "", other.split(" ")[2] ?? ""));
    expect((await run("anna", "first", ["bootstrap", "--yes"])).stderr).toContain("BZ_SSH_HOST_KEY_CHANGED");
    writeFileSync(known, keys);
    const first = await run("anna", "first", ["up", "--yes"]);
    expect(first.code, first.stderr).toBe(0);
    expect(existsSync(join(place, "first/.bartizan/servers/ca.key"))).toBe(false);

    for (const [who, ...may] of [["ben"], ["ci", "--may", "deploy"]] as const) {
      const { stdout } = await run(who, "first", ["secrets", "key", "--new"]);
      const added = await run("anna", "first", ["secrets", "recipients", "add", who, stdout.trim(), ...may]);
      expect(added.code, added.stderr).toBe(0);
      clone(join(place, "first"), who);
      const up = await run(who, who, ["up", "--yes"]);
      expect(up.stdout, up.stderr).toContain("no changes (4 hosts");
    }
    expect((await run("ci", "ci", ["rotate", "--yes"])).stderr).toContain("BZ_VAULT_LOCKED");
    const vault = readFileSync(join(place, "first/bartizan.vault"), "utf8");
    const secret = (await site.on("srv1", "cat /etc/bartizan/backup/passphrase")).trim();
    for (const one of ["canary-of-a-pager", secret]) expect(`${vault}${first.stdout}${first.stderr}${set.stdout}`).not.toContain(one);
  });

  it("carries out what a machine planned that may not sign, and no plan that became stale", async () => {
    const plan = join(place, "site.plan");
    const greet = (who: string, word: string): void => {
      const config = join(place, who, "bartizan.config.ts");
      writeFileSync(config, readFileSync(config, "utf8").replace(/ env: \{( GREETING: "\w+",)?/, ` env: { GREETING: "${word}",`));
    };
    const greeting = (): Promise<string> => site.on("srv1", "sed -n 's/^GREETING=//p' /etc/bartizan/app.env");

    greet("ci", "planned");
    const planned = await run("ci", "ci", ["plan", "--exit-code", "--out", plan]);
    expect(planned.code, planned.stderr).toBe(4);
    for (const secret of [TOKEN, "canary-of-a-pager"]) expect(readFileSync(plan, "utf8") + planned.stdout).not.toContain(secret);
    greet("ben", "planned");
    const up = await run("ben", "ben", ["up", "--yes", "--plan", plan]);
    expect(up.code, up.stderr).toBe(0);
    expect(await greeting()).toBe('"planned"\n');
    expect((await run("ci", "ci", ["plan", "--exit-code"])).code).toBe(0);

    greet("ci", "stale");
    expect((await run("ci", "ci", ["plan", "--exit-code", "--out", plan])).code).toBe(4);
    greet("ben", "sooner");
    expect((await run("ben", "ben", ["up", "--yes"])).code).toBe(0);
    greet("ben", "stale");
    const refused = await run("ben", "ben", ["up", "--yes", "--plan", plan]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("BZ_PLAN_STALE")]);
    expect(await greeting()).toBe('"sooner"\n');
  });

  inAll(
    "takes everything from an operator whose laptop is lost, by one command, and no request fails",
    async () => {
      // Anna founded the vault, under the name of her account here. Her key lets her in to every host.
      const key = join(place, "id_anna");
      await command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "anna@laptop", "-f", key]);
      const line = readFileSync(`${key}.pub`, "utf8");
      for (const host of HOSTS) await site.on(host, "cat >>/root/.ssh/authorized_keys", { stdin: line });
      const { enter, sshConfig } = site.access();
      const hers = join(place, "ssh_anna");
      writeFileSync(hers, readFileSync(sshConfig, "utf8").replaceAll(/^(\s*)IdentityFile .*/gm, `$1IdentityFile ${key}`));
      const login = (host: string) => command(enter[0] ?? "", [...enter.slice(1), "ssh", "-F", hers, "-o", "BatchMode=yes", host, "true"]);
      expect((await login("srv1")).code).toBe(0);
      const password = async (): Promise<string> => site.on("srv1", "sed -n 's/^DATABASE_PASSWORD=//p' /etc/bartizan/app.env");
      const before = { ca: await site.on("srv1", "cat /etc/bartizan/pki/ca.crt"), password: await password() };
      expect((await run("ben", "ben", ["revoke", "root", "--ssh-key", "nobody@nowhere", "--yes"])).stderr).toContain("anna@laptop");

      const load = steadyLoad(site, "203.0.113.10", rateHere(40), ANY_CA, 790);
      const revoked = await run("ben", "ben", ["revoke", "root", "--ssh-key", "anna@laptop", "--yes"], { timeoutMs: 780_000 });
      const result = await load.stop();
      expect(revoked.code, revoked.stderr).toBe(0);
      process.stdout.write(`revoked: ${JSON.stringify(result)}\n`);
      expect(result).toMatchObject({ failed: 0, failures: [] });
      expect(revoked.stdout).toContain("Only you can replace: PAGERDUTY_KEY");

      for (const host of HOSTS) expect((await login(host)).stderr, host).toContain("Permission denied");
      expect(await site.on("srv1", "cat /etc/bartizan/pki/ca.crt")).not.toContain(before.ca.trim());
      expect(await password()).not.toBe(before.password);
      clone(join(place, "ben"), "hers");
      expect((await run("anna", "hers", ["secrets", "list"])).stdout).toContain("your key does not open it");
      expect((await run("ben", "ben", ["up", "--yes"])).stdout).toContain("no changes");
    },
    900_000,
  );

  it("is lost with all its keys, and the copies are not", async () => {
    clone(join(place, "first"), "after");
    rmSync(join(place, "after/bartizan.vault"));
    const env = { PAGERDUTY_KEY: "another-pager" };
    const refused = await run("dora", "after", ["up", "--yes"], { env });
    expect([refused.code, existsSync(join(place, "after/bartizan.vault"))]).toEqual([1, false]);
    const up = await run("dora", "after", ["up", "--yes", "--new-ca"], { env });
    expect(up.code, up.stderr).toBe(0);
    // The host that makes the copies is another one by now, with a key of its own.
    const { stdout: key } = await run("dora", "after", ["backup", "key"]);
    await site.on("client", "cat >>/home/vault/.ssh/authorized_keys", { stdin: key });
    const { value } = await until("the list of copies", 60, async () => {
      const { code, stdout } = await run("dora", "after", ["backup", "list"]);
      return code === 0 ? stdout : undefined;
    });
    expect(value).toMatch(/\d snapshots/);
    expect((await run("dora", "after", ["up", "--yes"], { env })).stdout).toContain("no changes");
  });
});
