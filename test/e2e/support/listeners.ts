import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flowGroupsOf } from "../../../src/catalog/compile.ts";
import type { Encryption } from "../../../src/model/flow.ts";
import { portAt, sourcesOf } from "../../../src/model/flow-group.ts";
import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import type { Site } from "./site.ts";

/** Somebody who listens beyond loopback, by the declared flows. */
export interface Listener {
  readonly service: string;
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly encryption: Encryption;
  /** A host that may reach it; `anyone` and `admin` are none. */
  readonly from: string;
}

/** Every TCP listener of the infrastructure once, whoever talks to it. */
export function listenersOf(infra: Infrastructure): readonly Listener[] {
  const found = new Map<string, Listener>();
  for (const group of flowGroupsOf(infra)) {
    for (const to of group.to) {
      const address = infra.hosts.find((host) => host.name === to)?.address ?? "";
      const sources = sourcesOf(group).map((it) => (it.kind === "host" ? it.host : it.kind));
      const from = sources.find((it) => it !== to);
      for (const channel of group.channels) {
        if (channel.protocol !== "tcp" || from === undefined) continue;
        const port = portAt(channel, to);
        const { service, encryption } = channel;
        if (!found.has(`${to}:${port}`)) found.set(`${to}:${port}`, { service, host: to, address, port, encryption, from });
      }
    }
  }
  return [...found.values()];
}

/** How one talks to a service of this kind, and as whom. */
interface Manner {
  readonly speaks: "http" | "mysql" | "tls";
  /** The certificate that its clients show, by the name of its files. */
  readonly shows: string;
  /** The CA whose certificates it shows, by the name of its file; `ca` unless it says otherwise. */
  readonly ca?: string;
  /** The name in its own certificate. */
  readonly name: (host: string) => string;
  /** What is asked for, and what the right client is answered. */
  readonly path?: string;
  readonly answer?: number;
}

const MANNERS: Readonly<Record<string, Manner>> = {
  web: { speaks: "http", shows: "upstream", name: (host) => `${host}.web.internal`, path: "/up", answer: 200 },
  app: { speaks: "http", shows: "app-client", name: (host) => `${host}.app.internal`, path: "/up", answer: 200 },
  "galera-health": { speaks: "http", shows: "database-proxy", name: (host) => host, path: "/state", answer: 200 },
  // There is nothing at /, which only those learn who may write.
  metrics: { speaks: "http", shows: "metrics", name: (host) => host, path: "/", answer: 404 },
  database: { speaks: "mysql", shows: "", name: (host) => host },
  galera: { speaks: "tls", shows: "group", name: (host) => host, ca: "group-ca" },
};

/** What became of each attempt to get in, by its name. */
export type Attempts = Readonly<Record<string, string>>;

/**
 * Tries each listener from a host that the firewall lets through: in clear, over TLS 1.2, with the right certificate, with none, with every
 * other certificate of that host, and with one of the same name and role of another CA. Throws for a service that nobody has taught it.
 */
export async function tryAll(site: Site, listeners: readonly Listener[]): Promise<ReadonlyMap<Listener, Attempts>> {
  const sources = [...new Set(listeners.map((it) => it.from))];
  const results = await Promise.all(
    sources.map(async (from): Promise<readonly (readonly [Listener, Attempts])[]> => {
      const its = listeners.filter((it) => it.from === from);
      const output = await site.on(from, "sh -s", { stdin: script(its), timeoutMs: 120_000 });
      return its.map((listener, index) => [listener, attemptsIn(output, index, mannerOf(listener).answer)]);
    }),
  );
  return new Map(results.flat());
}

/** The serial number of the certificate that each listener shows, and the CA that signed it, as `SERIAL ISSUER`. */
export async function shownBy(site: Site, listeners: readonly Listener[]): Promise<ReadonlyMap<Listener, string>> {
  const sources = [...new Set(listeners.map((it) => it.from))];
  const results = await Promise.all(
    sources.map(async (from): Promise<readonly (readonly [Listener, string])[]> => {
      const its = listeners.filter((it) => it.from === from);
      const lines = its.map((it, index) => {
        const words = mannerOf(it).speaks === "mysql" ? "-starttls mysql" : "";
        return `printf '%s\\t%s\\n' ${index} "$(timeout 10 openssl s_client -connect ${it.address}:${it.port} ${words} </dev/null 2>/dev/null | openssl x509 -noout -serial -issuer | paste -sd ' ')" &`;
      });
      const output = await site.on(from, "sh -s", { stdin: `${lines.join("\n")}\nwait\n` });
      const shown = new Map(output.split("\n").map((line) => line.split("\t") as [string, string]));
      return its.map((listener, index) => [listener, (shown.get(String(index)) ?? "").replaceAll(/serial=|issuer=/g, "")]);
    }),
  );
  return new Map(results.flat());
}

function mannerOf({ service }: Listener): Manner {
  const manner = MANNERS[service];
  if (manner === undefined) throw new Error(`nobody has said how ${service} is to be tried: test/e2e/support/listeners.ts`);
  return manner;
}

/** Lines `INDEX TAB ATTEMPT TAB RESULT`; the result is the status of an HTTP answer, or what a TLS client saw. */
function attemptsIn(output: string, index: number, answer: number | undefined): Attempts {
  const lines = output.split("\n").map((line) => line.split("\t"));
  const its = lines.filter(([number]) => number === String(index)).map(([, name = "", result = ""]) => [name, result] as const);
  const verdict = (result: string): string => (answer === undefined ? result : result === String(answer) ? "accepted" : "refused");
  return Object.fromEntries(its.map(([name, result]) => [name, verdict(result)]).sort());
}

function script(listeners: readonly Listener[]): string {
  const tries = listeners.map((it, index) => {
    const { speaks, shows, name, path = "", ca = "ca" } = mannerOf(it);
    const cn = it.from;
    const foreign = shows === "" ? foreignCertificate("nobody", cn) : foreignCertificate(ROLES[shows] ?? shows, cn);
    return `cat >foreign-${index}.crt <<'END'\n${foreign.certificate}END
cat >foreign-${index}.key <<'END'\n${foreign.key}END
all ${index} ${speaks} ${it.address} ${it.port} ${name(it.host)} '${path}' '${shows}' ${ca} &\n`;
  });
  return `cd "$(mktemp -d)"
${FUNCTIONS}
${tries.join("")}wait
rm -rf "$PWD"
`;
}

/** The role in a certificate whose files have another name. */
const ROLES: Readonly<Record<string, string>> = { upstream: "balancer", "app-client": "web" };

const FUNCTIONS = `pki=/etc/bartizan/pki
# What a client of this manner is told, with these words for curl(1) or s_client(1ssl).
http() {
  curl -s -m 8 -o /dev/null -w '%{http_code}' --cacert $pki/$ca.crt --connect-to "::$address:$port" "$@" "https://$name$path"
}
handshake() {
  # Over TLS 1.3 a client has ended its handshake before it hears that its certificate is refused.
  seen=$(sleep 2 | timeout 10 openssl s_client -connect "$address:$port" -CAfile $pki/$ca.crt -verify_return_error -verify_hostname "$name" "$@" 2>&1 | tr -d '\\000')
  case "$seen" in
    *alert* | *"errno="*) echo refused ;;
    *"Verification: OK"*) echo accepted ;;
    *) echo refused ;;
  esac
}
mysql() { handshake -brief -starttls mysql "$@"; }
tls() { handshake -brief "$@"; }
# In clear: a web server that answers, a database that lets log in (CLIENT_SSL not set; error 3159 asks for it), or bytes that are no alert.
plain_http() { curl -s -m 8 -o /dev/null -w '%{http_code}' -H 'Host: www.foobar.com' "http://$address:$port$path"; }
plain_mysql() {
  perl -MIO::Socket::INET -e '
    my $s = IO::Socket::INET->new(PeerAddr => "$ARGV[0]:$ARGV[1]", Timeout => 5) or do { print "refused"; exit };
    sysread $s, my $greeting, 4096;
    my $login = pack("VVCx23", 0x00088200, 1 << 24, 45) . "foobar\\0" . "\\x14" . ("x" x 20) . "mysql_native_password\\0";
    syswrite $s, pack("V", length($login) | 1 << 24) . $login;
    sysread $s, my $reply, 4096;
    print unpack("xxxxCv", $reply) == 255 && (unpack("xxxxCv", $reply))[1] == 3159 ? "refused" : "accepted"' "$address" "$port"
}
plain_tls() {
  case "$( (printf 'hello\\n\\n'; sleep 1) | socat -t 2 -T 3 - "TCP:$address:$port" 2>/dev/null | head -c 1 | od -An -tx1)" in
    '' | ' 15') echo refused ;;
    *) echo accepted ;;
  esac
}
cert() { case $speaks in http) echo "--cert $1.crt --key $1.key" ;; *) echo "-cert $1.crt -key $1.key" ;; esac; }
all() {
  index=$1 speaks=$2 address=$3 port=$4 name=$5 path=$6 shows=$7 ca=$8
  case $speaks in http) old='--tls-max 1.2' ;; *) old=-tls1_2 ;; esac
  right=
  [ -z "$shows" ] || right=$(cert $pki/$shows)
  say() { printf '%s\\t%s\\t%s\\n' "$index" "$1" "$2"; }
  say 'in clear' "$(plain_$speaks)"
  say 'TLS 1.2' "$($speaks $right $old)"
  say 'right' "$($speaks $right)"
  [ -z "$shows" ] || say 'no certificate' "$($speaks)"
  say 'of another CA' "$($speaks $(cert foreign-$index))"
  for file in $pki/*.key; do
    other=$(basename "$file" .key)
    [ -z "$shows" ] || [ "$other" = "$shows" ] || say "as $other" "$($speaks $(cert $pki/$other))"
  done
}`;

/** A certificate that differs from the right one in nothing but the key of the CA that signed it. */
function foreignCertificate(role: string, name: string): { readonly certificate: string; readonly key: string } {
  const dir = mkdtempSync(join(tmpdir(), "bartizan-foreign-"));
  const openssl = (...args: readonly string[]): unknown => execFileSync("openssl", args, { cwd: dir, stdio: "ignore" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  try {
    openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=Bartizan CA of foobar", "-days", "2");
    openssl("req", ...key, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", `/OU=${role}/CN=${name}`);
    writeFileSync(join(dir, "ext"), `extendedKeyUsage=clientAuth\nsubjectAltName=DNS:${name}\n`);
    openssl(..."x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out leaf.crt".split(" "));
    return { certificate: readFileSync(join(dir, "leaf.crt"), "utf8"), key: readFileSync(join(dir, "leaf.key"), "utf8") };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
