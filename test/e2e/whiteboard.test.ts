import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { killMachine } from "../../src/lab/lab.ts";
import { exposedUnits, MOST_EXPOSED } from "../fixtures/exposed-units.ts";
import { command, until, within } from "./support/command.ts";
import { sharedWhiteboard } from "./support/shared.ts";
import type { Site } from "./support/site.ts";

let site: Site;
beforeAll(async () => {
  site = await sharedWhiteboard();
});

const HOSTS = ["lb1", "srv1", "srv2", "mon1"];

describe("the site", () => {
  it("answers over HTTP/2 and HTTP/1.1 with a certificate of the CA, and sends HTTP there", async () => {
    for (const version of ["--http2", "--http1.1"]) {
      const seen = await site.on(
        "client",
        `curl -sS ${version} -o /dev/null -w '%{http_code} %{http_version} %{ssl_verify_result}' https://www.foobar.com/`,
      );
      expect(seen).toBe(`200 ${version === "--http2" ? "2" : "1.1"} 0`);
    }
    expect(await site.on("client", "curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' http://www.foobar.com/a?b=c")).toBe(
      "308 https://www.foobar.com/a?b=c",
    );
  });

  it("gives verifiers that insist on one the revocation list that its certificate names", async () => {
    const seen = await site.on(
      "client",
      `cd $(mktemp -d)
openssl s_client -connect www.foobar.com:443 -servername www.foobar.com -showcerts </dev/null 2>/dev/null | openssl x509 >site.crt
curl -sS --fail "$(openssl x509 -in site.crt -noout -ext crlDistributionPoints | sed -n 's/^ *URI://p')" | openssl crl -inform DER -out site.crl
openssl verify -crl_check -CAfile /etc/ssl/certs/ca-certificates.crt -CRLfile site.crl site.crt`,
    );
    expect(seen).toContain("site.crt: OK");
  });

  it("has people trust a CA for its domain and for nothing else, whoever has its key", async () => {
    const [certificate, key] = ["site-ca.crt", "site-ca.key"].map((it) => readFileSync(site.vaultFile(it), "utf8"));
    const seen = await site.on(
      "client",
      `cd $(mktemp -d)
printf '%s' '${certificate}' >ca.crt; printf '%s' '${key}' >ca.key
for name in api.www.foobar.com www.example.com; do
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $name.key -subj /CN=$name -addext subjectAltName=DNS:$name 2>/dev/null |
    openssl x509 -req -CA ca.crt -CAkey ca.key -copy_extensions copy -days 1 -out $name.crt 2>/dev/null
  openssl s_server -quiet -www -accept 127.0.0.1:8999 -cert $name.crt -key $name.key >/dev/null 2>&1 & server=$!
  sleep 1
  curl -sS -m 5 -o /dev/null -w '%{http_code} ' --resolve $name:8999:127.0.0.1 https://$name:8999/ 2>&1
  kill $server; wait $server 2>/dev/null
done
rm ca.key; true`,
    );
    expect(seen).toMatch(/^200 curl: .*permitted subtree violation/);
  });

  it("speaks TLS 1.2 and 1.3 and nothing older, and no weak cipher", async () => {
    const shake = (flags: string): Promise<string> =>
      site.on(
        "client",
        `openssl s_client -connect www.foobar.com:443 -servername www.foobar.com ${flags} </dev/null 2>&1 | grep -E '^ *(Protocol|New, )' | head -1; true`,
      );
    expect(await shake("-tls1_3")).toContain("TLSv1.3");
    expect(await shake("-tls1_2")).toContain("TLSv1.2");
    expect(await shake("-tls1_1 -cipher DEFAULT@SECLEVEL=0")).not.toMatch(/TLSv1\.[01](?!\d)/);
    expect(await shake("-tls1_2 -cipher AES128-SHA:AES256-SHA256")).not.toMatch(/Cipher is AES/);
  });

  it("is served by both servers in turn, which write to one database and read from it", async () => {
    const servers = new Set<string | undefined>();
    for (let i = 0; i < 10; i += 1) servers.add((await site.ask("/entries.json")).server);
    expect([...servers].sort()).toEqual(["srv1", "srv2"]);
    const message = `written at ${Date.now()}`;
    const written = await site.ask("/entries", { method: "POST", body: JSON.stringify({ author: "test", message }) });
    expect(written.status).toBeLessThan(400);
    const { value } = await until("the entry through the other server", 10, async () => {
      const read = await site.ask("/entries.json");
      return read.server !== written.server && read.text.includes(message) ? read.server : undefined;
    });
    expect(value).not.toBe(written.server);
    await until("the entry on the replica", 10, async () =>
      (await site.on("srv2", `mariadb -N -e "SELECT COUNT(*) FROM foobar.entries WHERE message = '${message}'"`)).trim() === "1"
        ? true
        : undefined,
    );
  });

  it("takes no write on the replica, not even from its own app user", async () => {
    const env = await site.on("srv2", "cat /etc/bartizan/app.env");
    const value = (name: string): string => new RegExp(`^${name}="?([^"\n]*)`, "m").exec(env)?.[1] ?? "";
    const sql = "INSERT INTO foobar.entries (author, message) VALUES ('x', 'y')";
    const login = `MYSQL_PWD=${value("DATABASE_PASSWORD")} mariadb -h 10.77.0.12 -u ${value("DATABASE_USER")} --ssl-ca=/etc/bartizan/pki/ca.crt`;
    expect((await site.try("srv2", `${login} -e "${sql}"`)).stderr).toContain("--read-only");
  });

  it("gives a replica its rows for its own certificate alone", async () => {
    const ask = (certificate: string): Promise<{ readonly code: number; readonly stderr: string }> =>
      site.try(
        "srv2",
        `sed s#pki/database#pki/${certificate}# /etc/bartizan/database-peers.cnf | mariadb --defaults-file=/dev/stdin -h 10.77.0.11 -e 'SELECT 1'`,
      );
    expect(await ask("database")).toMatchObject({ code: 0 });
    expect((await ask("metrics")).stderr).toContain("Access denied for user 'replication'@");
  });

  it("leaves a server alone whose app has died, and takes it back when it lives", async () => {
    const served = async (): Promise<ReadonlySet<string | undefined>> => {
      const answers = await Promise.all(Array.from({ length: 12 }, () => site.ask("/entries.json")));
      return answers.every((it) => it.status === 200) ? new Set(answers.map((it) => it.server)) : new Set();
    };
    await site.on("srv2", "systemctl stop foobar.service");
    try {
      await within("srv1 alone, every answer 200", 5, async () => ([...(await served())].join() === "srv1" ? true : undefined));
    } finally {
      await site.on("srv2", "systemctl start foobar.service");
    }
    await until("both servers", 10, async () => ((await served()).size === 2 ? true : undefined));
  });
});

describe("up, again", () => {
  it("changes nothing, by one look at each host", async () => {
    const shim = mkdtempSync(join(tmpdir(), "bartizan-shim-"));
    mkdirSync(join(shim, "bin"));
    // Counts what Bartizan asks of ssh: the log has one line a call.
    writeFileSync(join(shim, "bin/ssh"), `#!/bin/sh\nprintf '%s\\n' "$*" >>${shim}/log\nexec /usr/bin/ssh "$@"\n`);
    chmodSync(join(shim, "bin/ssh"), 0o755);
    const env = { PATH: `${shim}/bin:${process.env.PATH}`, TMPDIR: shim };
    const result = await site.bartizan(["up", "--lab"], { env });
    expect(result.stdout).toContain("no changes (4 hosts");
    const calls = readFileSync(join(shim, "log"), "utf8").trim().split("\n");
    expect(calls.filter((it) => it.includes("sh -s"))).toHaveLength(HOSTS.length);
    expect(calls).toHaveLength(HOSTS.length);
    for (const call of calls) expect(call).toContain(`ControlPath="${shim}/`);
    // The shared connections end with the command, not a minute later.
    const masters = async () => (await command("pgrep", ["-f", `ssh: ${shim}/.*\\[mux\\]`])).stdout;
    await until("the shared connections have ended", 5, async () => ((await masters()) === "" ? true : undefined));
    rmSync(shim, { recursive: true });
  });

  it("puts back what an operator changed, after showing it, and touches nothing else", async () => {
    await site.on("srv1", "echo '# a change by hand' >>/etc/nginx/nginx.conf");
    await site.on("lb1", "nft add rule inet bartizan input tcp dport 9999 accept");
    // As an `up` leaves it that was cut off while it made the user.
    const owner = await site.on("srv2", "id -g foobar");
    await site.on("srv2", "sed -i '/^foobar:/d' /etc/group /etc/gshadow");
    const plan = await site.bartizan(["plan", "--lab"]);
    expect(plan.stdout).toContain("srv1: 2 changes");
    expect(plan.stdout).toContain("-# a change by hand");
    expect(plan.stdout).toContain("lb1: 1 change");
    expect(plan.stdout).toContain("change user foobar");
    const before = await site.on("srv1", "systemctl show -p ExecMainStartTimestampMonotonic nginx haproxy mariadb");
    await site.up();
    expect(await site.on("srv1", "grep -c 'by hand' /etc/nginx/nginx.conf; true")).toBe("0\n");
    expect(await site.on("lb1", "nft list ruleset | grep -c 9999; true")).toBe("0\n");
    expect(await site.on("srv2", "getent group foobar | cut -d : -f 3")).toBe(owner);
    expect(await site.on("srv1", "systemctl show -p ExecMainStartTimestampMonotonic nginx haproxy mariadb")).toBe(before);
    expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
  });

  it("keeps the data", async () => {
    const count = (): Promise<string> => site.on("srv1", `mariadb -N -e "SELECT COUNT(*) > 0, @@server_id, @@datadir FROM foobar.entries"`);
    const before = await count();
    expect(before).toMatch(/^1\t/);
    await site.up();
    expect(await count()).toBe(before);
  });

  it("takes away what leaves the file, and brings it back when it returns", async () => {
    const with4 = site.config;
    // srv2 is a server no longer, only a database.
    site.edit((it) => it.replace(/(srv2:.*runs: \[)[^\]]*/, '$1"database"'));
    try {
      await site.up();
      expect(
        await site.on("srv2", "systemctl is-active foobar.service nginx.service; ls /srv/foobar /etc/bartizan/app.env 2>&1; true"),
      ).toMatch(/^inactive\ninactive\n.*No such file/s);
      expect(await site.on("lb1", "grep -c 'server srv2' /etc/haproxy/haproxy.cfg; true")).toBe("0\n");
      expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
      expect((await site.ask("/")).status).toBe(200);
    } finally {
      site.edit(() => with4);
      await site.up();
    }
    expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
    await until("both servers", 15, async () => ((await site.ask("/entries.json")).server === "srv2" ? true : undefined));
  });

  it("renews a certificate when less than half of its life is left, without a restart", async () => {
    const issued = "/etc/bartizan/pki/site.issued";
    const before = await site.on(
      "lb1",
      "openssl x509 -in /etc/bartizan/pki/site.crt -noout -serial; systemctl show -p ExecMainPID haproxy",
    );
    await site.on(
      "lb1",
      `read -r request from to digest <${issued}; echo "$request $((from - 200 * 86400)) $((to - 200 * 86400)) $digest" >${issued}`,
    );
    const events = await site.up();
    expect(events.filter((it) => it.type === "step-done").map((it) => it.step)).toEqual([
      "certificate /etc/bartizan/pki/site (renewal)",
      "reload haproxy.service",
    ]);
    const after = await site.on("lb1", "openssl x509 -in /etc/bartizan/pki/site.crt -noout -serial; systemctl show -p ExecMainPID haproxy");
    expect(after.split("\n")[0]).not.toBe(before.split("\n")[0]);
    expect(after.split("\n")[1]).toBe(before.split("\n")[1]);
    const shown = await site.on(
      "client",
      "openssl s_client -connect www.foobar.com:443 -servername www.foobar.com </dev/null 2>/dev/null | openssl x509 -noout -serial",
    );
    expect(shown.trim()).toBe(after.split("\n")[0]);
  });
});

describe("secrets", () => {
  it("stand in root's files only, and in no output, argument or journal", async () => {
    const secrets = Object.values(JSON.parse(readFileSync(join(site.dir, ".bartizan/lab/secrets.json"), "utf8")) as Record<string, string>);
    expect(secrets.length).toBeGreaterThan(2);
    const events = await site.bartizan(["up", "--lab", "--json"]);
    const plan = await site.bartizan(["plan", "--lab"]);
    for (const secret of secrets)
      for (const text of [events.stdout, events.stderr, plan.stdout, plan.stderr]) expect(text).not.toContain(secret);
    for (const host of HOSTS) {
      const search = `cat >/run/needles; grep -rlFf /run/needles /etc /srv /usr/local /var/log --exclude-dir=journal; journalctl -q --no-pager '--namespace=*' | grep -Ff /run/needles | sed 's/^/journal: /'; for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline | grep -qFf /run/needles && echo "argv: $p"; done; rm /run/needles; true`;
      const found = (await site.on(host, search, { stdin: `${secrets.join("\n")}\n` })).split("\n").filter((line) => line !== "");
      for (const line of found) {
        expect(line, `${host} shows a secret`).toMatch(/^\/etc\//);
        expect((await site.on(host, `stat -c %a ${line}`)).trim(), `${host}:${line}`).toMatch(/^[46][04]0$/);
      }
    }
  });
});

it("has no unit that may do more than it needs, by systemd's own count", async () => {
  const reasons = exposedUnits(readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8"));
  const found = await Promise.all(
    HOSTS.map(async (host) => {
      const names = `cd /etc/systemd/system && find . -maxdepth 1 ! -type l \\( -name '*.service' -o -name '*.service.d' \\) | sed 's/^..//; s/[.]d$//' | sort -u`;
      const said = await site.on(
        host,
        `systemd-analyze security --no-pager $(${names}) ssh.service systemd-journald.service systemd-sysctl.service`,
      );
      return [...said.matchAll(/Overall exposure level for (\S+): ([\d.]+)/g)].map(
        ([, unit = "", level]) => [unit, Number(level)] as const,
      );
    }),
  );
  for (const [index, levels] of found.entries()) expect(levels.length, HOSTS[index]).toBeGreaterThan(8);
  const above = found.flat().filter(([, level]) => level > MOST_EXPOSED);
  const named = new Set(above.map(([unit]) => unit));
  expect([...named].filter((unit) => !reasons.has(unit))).toEqual([]);
  expect(named).toContain("ssh.service");
});

it("names the host and gives ssh's words when a host is away, and brings it back", async () => {
  await killMachine(site.id, "mon1");
  const result = await site.bartizan(["plan", "--lab"]);
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(
    /^BZ_SSH_UNREACHABLE at mon1: the host cannot be reached\n {2}found: {3}ssh mon1\n {2}\| ssh: connect to host 10\.77\.0\.20 port 22: .*\n {2}mend: /,
  );
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", hosts: 4 });
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
  const silences = await site.on("mon1", "amtool --alertmanager.url=http://127.0.0.1:9093 silence query");
  expect(silences).toContain("HostPressure");
});
