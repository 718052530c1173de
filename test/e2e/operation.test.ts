import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "./support/command.ts";
import { Site } from "./support/site.ts";

// The whiteboard with somebody to tell and a place for copies. The lab's client, which stands in the internet, is both.
const CLIENT = "203.0.113.100";
const SETTINGS = `
  backups: { to: "sftp://vault@${CLIENT}/copies", everyHours: 6, restoreTestDays: 7 },
  monitoring: {
    receivers: [
      { kind: "webhook", to: "https://${CLIENT}:9443/alerts" },
      { kind: "email", to: "ops@example.net" },
      { kind: "pagerduty", to: secret("PAGERDUTY_KEY") },
    ],
    mail: { server: "mail.example.net:587" },
    watchdog: "https://${CLIENT}:9443/watchdog",
  },
});`;
const HOME = "/run/receivers";

// Its parts were tried by hand on a lab; the whole has not been run on a quiet computer yet. BARTIZAN_E2E_OPERATION=1 runs it.
const tried = process.env.BARTIZAN_E2E_OPERATION === "1";

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

it.runIf(tried)("comes up without a pager's key, with a made-up one, and up again changes nothing", async () => {
  const again = await site.bartizan(["up", "--lab"]);
  expect(again.stdout).toContain("no changes (4 hosts");
  expect(again.stdout).toContain("made up, for no alert leaves a lab: PAGERDUTY_KEY");
});

interface Call {
  readonly at: number;
  readonly path: string;
  readonly body: {
    readonly status: string;
    readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
  };
}

describe.runIf(tried)("alerts", () => {
  beforeAll(receive, 120_000);

  const calls = async (path: string): Promise<readonly Call[]> => {
    const lines = (await site.on("client", `cat ${HOME}/calls.jsonl 2>/dev/null || :`)).trim().split("\n");
    return lines.flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Call])).filter((it) => it.path === path);
  };
  // Named, since a busy computer raises alerts of its own.
  const told = async (): Promise<readonly Call[]> =>
    (await calls("/alerts")).filter((call) => call.body.alerts.some(({ labels }) => labels.alertname === "NginxDown"));
  const mails = (): Promise<string> => site.on("client", "cat /var/mail/ops 2>/dev/null || :");

  it("are a sign of life for somebody outside", async () => {
    await until("a call of the watchdog", 90, async () => ((await calls("/watchdog")).length > 0 ? true : undefined));
  });

  it("tell of a stopped web server in one message a receiver, and of its end in another", async ({ annotate }) => {
    await site.on("srv2", "systemctl stop nginx");
    const heard = await until("the webhook", 90, async () => ((await told()).length > 0 ? true : undefined));
    await annotate(`webhook after ${heard.seconds.toFixed(1)} s`);
    const sentence = "nginx on srv2 does not answer.";
    const mailed = await until("the mail", 40, async () => ((await mails()).includes(sentence) ? true : undefined));
    await annotate(`mail ${mailed.seconds.toFixed(1)} s later`);
    expect(await mails()).toMatch(/^Subject: \[FIRING:\d\] operated srv2$/m);
    await site.on("srv2", "systemctl start nginx");
    const ended = async (): Promise<boolean> =>
      (await told()).some(({ body }) => body.alerts.some((it) => it.labels.alertname === "NginxDown" && it.status === "resolved"));
    await until("the resolution", 170, async () => ((await ended()) ? true : undefined));
    await until("its mail", 40, async () => ((await mails()).split(sentence).length === 3 ? true : undefined));
    expect(await told()).toHaveLength(2);
  }, 360_000);

  it("show no URL and no key in a journal or to an ordinary user", async () => {
    expect(await site.on("mon1", "journalctl -q --no-pager -u prometheus-alertmanager")).not.toMatch(/made-up-|9443\/(alerts|watchdog)/);
    expect((await site.try("mon1", "setpriv --reuid=nobody --clear-groups cat /etc/prometheus/receivers/0-webhook")).code).not.toBe(0);
  });
});

/** A web server and a mail server on the client that mon1 trusts, by certificates of the lab's CA. */
async function receive(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bartizan-receivers-"));
  try {
    const openssl = (...args: readonly string[]): unknown => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
    openssl(
      "req",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-keyout",
      "key.pem",
      "-out",
      "csr.pem",
      "-subj",
      "/CN=mail.example.net",
    );
    writeFileSync(join(folder, "ext"), `subjectAltName=DNS:mail.example.net,IP:${CLIENT}\nextendedKeyUsage=serverAuth\n`);
    const ca = join(site.dir, ".bartizan/lab/ca");
    openssl(
      "x509",
      "-req",
      "-in",
      "csr.pem",
      "-CA",
      `${ca}.crt`,
      "-CAkey",
      `${ca}.key`,
      "-days",
      "2",
      "-extfile",
      "ext",
      "-out",
      "cert.pem",
    );
    await site.on("client", `mkdir -p ${HOME}`);
    const put = (name: string, text: string): Promise<string> => site.on("client", `umask 077; cat >${HOME}/${name}`, { stdin: text });
    await put("key.pem", readFileSync(join(folder, "key.pem"), "utf8"));
    await put("cert.pem", readFileSync(join(folder, "cert.pem"), "utf8"));
    await put("receivers.mjs", readFileSync(fileURLToPath(new URL("support/receivers.mjs", import.meta.url)), "utf8"));
    await put(
      "smtpd.conf",
      `pki mail cert "${HOME}/cert.pem"
pki mail key "${HOME}/key.pem"
listen on ${CLIENT} port 587 tls-require pki mail
action "in" mbox
match from any for domain "example.net" action "in"
`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
  await site.on(
    "client",
    `systemd-run --quiet --unit=receivers node ${HOME}/receivers.mjs ${HOME}; useradd --create-home ops; cp ${HOME}/smtpd.conf /etc/smtpd.conf && smtpd -n && systemctl restart opensmtpd`,
  );
  await site.on(
    "mon1",
    `cp /etc/bartizan/pki/ca.crt /usr/local/share/ca-certificates/lab.crt && update-ca-certificates >/dev/null 2>&1; echo '${CLIENT} mail.example.net' >>/etc/hosts; systemctl restart prometheus-alertmanager opensmtpd`,
  );
}

describe.runIf(tried)("backups", () => {
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
});
