// `node bench/proxy.mjs [SECONDS [ROUNDS]]`: what the balancer and the web servers of the whiteboard let through, against the same
// HAProxy and nginx as Debian configures them with the few lines that the site needs, against Debian's Caddy as the balancer before
// the same web servers, and against nginx alone. Every balancer but one Caddy writes a line for each request to the journal. One lab,
// one run, turn about; a file of 2.7 kB over HTTPS on kept connections. Installs nghttp2-client (h2load) when it is missing, and unpacks
// Caddy without installing it. Takes three minutes with the defaults.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./support/run.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const seconds = Number(process.argv[2] ?? 5);
const rounds = Number(process.argv[3] ?? 5);
const CLIENTS = 64;
const ADDRESS = "203.0.113.10";
const PATH = "/style.css";
const home = mkdtempSync(join(tmpdir(), "bartizan-bench-"));
const dir = join(home, "whiteboard");
cpSync(join(root, "examples/whiteboard"), dir, { recursive: true, filter: (path) => !path.includes("/.bartizan") });

const installed = (program) => {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

async function caddyProgram() {
  const place = join(home, "caddy");
  await run("mkdir", [place]);
  await run("apt-get", ["download", "-qq", "caddy"], { cwd: place });
  await run("dpkg", ["-x", join(place, readdirSync(place)[0]), place]);
  return readFileSync(join(place, "usr/bin/caddy"));
}

/** What Debian ships as haproxy.cfg, and the lines that the site needs. Its chroot would hide the log's socket. */
const HAPROXY = `global
	log /dev/log local0
	user haproxy
	group haproxy
	ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets
defaults
	log global
	mode http
	option httplog
	option dontlognull
	timeout connect 5000
	timeout client 50000
	timeout server 50000
frontend site
	bind :8443 ssl crt /root/bench.pem
	default_backend webs
backend webs
	balance roundrobin
	server srv1 10.77.0.11:8080 check
	server srv2 10.77.0.12:8080 check
`;

/** What Debian ships as nginx.conf, and the lines that the site needs. */
const nginx = (folder) => `user www-data;
worker_processes auto;
pid /run/bench-nginx.pid;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log /var/log/nginx/bench.log;
  gzip on;
  ssl_certificate /root/bench.pem;
  ssl_certificate_key /root/bench.pem;
  server {
    listen 8080;
    listen 8446 ssl;
    root ${folder};
    location / { try_files $uri =404; }
  }
}
`;

const CADDY = `{
	admin off
	auto_https off
	storage file_system /root/caddy
}
(site) {
	tls /root/bench.pem /root/bench.pem
	reverse_proxy 10.77.0.11:80 10.77.0.12:80
}
https://www.foobar.com:8445 {
	log
	import site
}
https://www.foobar.com:8447 {
	import site
}
`;

async function prepare(on) {
  const key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1";
  const pem = `openssl req -x509 ${key} -nodes -days 2 -subj /CN=www.foobar.com -addext subjectAltName=DNS:www.foobar.com -keyout /root/key -out /root/crt 2>/dev/null && cat /root/crt /root/key >/root/bench.pem`;
  const open = (ports) => `nft insert rule inet bartizan input tcp dport "{ ${ports} }" accept`;
  await Promise.all(
    ["srv1", "srv2"].map(async (name) => {
      await on(name, "cat >/root/bench.conf", nginx("/srv/foobar/current/public"));
      await on(name, `${pem} && ${open("8080, 8446")} && systemd-run -q --unit=bench-nginx nginx -c /root/bench.conf -g 'daemon off;'`);
    }),
  );
  // One client alone: what it may ask for is raised, the rule that counts it stays.
  const raise = "sed -i -E 's/(http_req_rate\\(0\\) gt) [0-9]+/\\1 100000000/' /etc/haproxy/haproxy.cfg";
  await on(
    "lb1",
    `${raise} && grep -q 'gt 100000000' /etc/haproxy/haproxy.cfg && echo reload | socat -t 20 - /run/haproxy-master.sock | grep -q Success=1`,
  );
  await on("lb1", "cat >/root/bench.cfg", HAPROXY);
  await on("lb1", "cat >/root/Caddyfile", CADDY);
  await on("lb1", "cat >/usr/local/bin/caddy && chmod 755 /usr/local/bin/caddy", await caddyProgram());
  await on(
    "lb1",
    `${pem} && ${open("8443, 8445, 8447")} && systemd-run -q --unit=bench-haproxy haproxy -db -f /root/bench.cfg && systemd-run -q --unit=bench-caddy --setenv=HOME=/root caddy run --config /root/Caddyfile --adapter caddyfile`,
  );
}

/** The way from the client to srv1 for nginx alone; it has only a private address. */
const TARGETS = {
  "Bartizan's HAProxy and nginx": { address: ADDRESS, port: 443 },
  "HAProxy and nginx, minimal": { address: ADDRESS, port: 8443 },
  "Caddy before Bartizan's nginx": { address: ADDRESS, port: 8445 },
  "the same without a log": { address: ADDRESS, port: 8447 },
  "nginx alone": { address: "10.77.0.11", port: 8446 },
};

async function h2load(enter, { address, port }, more) {
  const [first, ...rest] = enter;
  const url = `https://www.foobar.com:${port}${PATH}`;
  // Without a name of its own to resolve: h2load takes the first URL's host for SNI and Host, and connects elsewhere.
  const args = ["h2load", "--h1", "-t", "1", "-c", String(CLIENTS), `--connect-to=${address}:${port}`, ...more, url];
  // Of some two hundred runs one did not end.
  const limited = [...rest, "timeout", String(seconds + 15), ...args];
  return run(first, limited).catch(() => run(first, limited));
}

async function throughput(enter, target) {
  const out = await h2load(enter, target, ["-D", String(seconds), "--warm-up-time=1"]);
  const [, done, good] = /requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded/.exec(out) ?? [];
  if (done === undefined || done !== good || good === "0") throw new Error(out);
  return Number(good) / seconds;
}

async function latency(enter, target, rate) {
  const log = join(home, "latency.log");
  rmSync(log, { force: true });
  await h2load(enter, target, ["-D", String(seconds), `--rps=${rate / CLIENTS}`, `--log-file=${log}`]);
  const lines = readFileSync(log, "utf8").trim().split("\n");
  const times = lines.map((line) => Number(line.split("\t")[2]) / 1000).sort((a, b) => a - b);
  const at = (share) => times[Math.floor((times.length - 1) * share)];
  return { rate: times.length / seconds, p50: at(0.5), p99: at(0.99) };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const cells = (...them) => console.log(`| ${them.join(" | ")} |`);

try {
  if (!installed("h2load")) await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "nghttp2-client"]);
  await run(join(root, "bin/bartizan"), ["up", "--lab", "--json"], { cwd: dir });
  const { labAccess, labId } = await import(join(root, "dist/lab/lab.js"));
  const { enter, sshConfig } = labAccess(labId("foobar", dir));
  const on = (host, line, stdin) =>
    run(enter[0], [...enter.slice(1), "ssh", "-F", sshConfig, "-o", "BatchMode=yes", host, line], { ...(stdin && { stdin }) });
  await prepare(on);

  const rates = new Map(Object.keys(TARGETS).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, target] of Object.entries(TARGETS)) rates.get(name).push(await throughput(enter, target));

  console.log(`${cpus().length} cores (${cpus()[0].model.trim()}), ${CLIENTS} connections, ${rounds} rounds of ${seconds} s, turn about\n`);
  cells("", "requests/s, median", "min", "max", "at half of Bartizan's, p50 ms", "p99 ms");
  cells("---", "---:", "---:", "---:", "---:", "---:");
  const [own, minimal, caddy, silent] = [...rates.values()];
  for (const [name, list] of rates) {
    const { p50, p99 } = await latency(enter, TARGETS[name], Math.round(median(own) / 2));
    cells(name, ...[median(list), Math.min(...list), Math.max(...list)].map(Math.round), p50.toFixed(2), p99.toFixed(2));
  }
  const ratio = (others) => median(own.map((it, index) => it / others[index])).toFixed(2);
  console.log(
    `\nRound by round, median: ${ratio(minimal)} of the minimal configuration (aim 0.9), ${ratio(caddy)} times Caddy (aim 1.8), ${ratio(silent)} times Caddy without a log.`,
  );
} finally {
  await run(join(root, "bin/bartizan"), ["down"], { cwd: dir }).catch(() => {});
  rmSync(home, { recursive: true, force: true });
}
