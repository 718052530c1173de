import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "./support/command.ts";
import { Site } from "./support/site.ts";

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

let site: Site;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) =>
    it
      .replace("import { defineInfrastructure }", "import { defineInfrastructure, secret }")
      .replace('name: "foobar"', 'name: "operated"')
      .replace(/\n\}\);\s*$/, SETTINGS),
  );
  await site.up();
}, 300_000);
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
    expect((await backup("list")).stdout).toMatch(/1 snapshots/);
    const tested = await backup("test");
    expect(tested.stdout, tested.stderr).toContain("all sound");
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
});
