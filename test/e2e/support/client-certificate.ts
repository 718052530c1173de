import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Site } from "./site.ts";

/** The lab's client, which stands in the internet. */
export const CLIENT = "203.0.113.100";

/** Puts key.pem and cert.pem into a folder of the client: for its address and these names, by the lab's CA. */
export async function putCertificate(site: Site, home: string, names: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bartizan-receivers-"));
  try {
    const openssl = (line: string): unknown => execFileSync("openssl", line.split(" "), { cwd: folder, stdio: "pipe" });
    openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out csr.pem -subj /CN=receiver");
    const all = [`IP:${CLIENT}`, ...names.map((it) => `DNS:${it}`)];
    writeFileSync(join(folder, "ext"), `subjectAltName=${all.join(",")}\nextendedKeyUsage=serverAuth\n`);
    const ca = join(site.dir, ".bartizan/lab/ca");
    openssl(`x509 -req -in csr.pem -CA ${ca}.crt -CAkey ${ca}.key -days 2 -extfile ext -out cert.pem`);
    await site.on("client", `mkdir -p ${home}`);
    for (const name of ["key.pem", "cert.pem"])
      await site.on("client", `umask 077; cat >${home}/${name}`, { stdin: readFileSync(join(folder, name), "utf8") });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Has a machine trust the lab's CA wherever it speaks TLS, and know the client by these names. */
export async function trustClient(site: Site, host: string, names: readonly string[]): Promise<void> {
  const trust = "cp /etc/bartizan/pki/ca.crt /usr/local/share/ca-certificates/lab.crt && update-ca-certificates >/dev/null 2>&1";
  await site.on(host, `${trust}; echo '${CLIENT} ${names.join(" ")}' >>/etc/hosts`);
}
