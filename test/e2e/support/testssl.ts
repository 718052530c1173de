import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "./command.ts";
import type { Site } from "./site.ts";

/** One line of testssl.sh's judgement; its severities from good to bad. */
export interface Judgement {
  readonly id: string;
  readonly severity: "OK" | "INFO" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL" | "WARN" | "FATAL" | "DEBUG";
  readonly finding: string;
}

/** testssl.sh of Debian 13, run on the client in the internet of the lab. It takes a minute of two processors. */
export async function testssl(site: Site, domain: string, address: string): Promise<readonly Judgement[]> {
  await install(site);
  const words = `--quiet --color 0 --warnings off --add-ca /tmp/testssl/ca.crt --ip ${address} --jsonfile /tmp/testssl/result.json ${domain}`;
  // What it ends with is the number of its findings.
  await site.try("client", `rm -rf /tmp/testssl && mkdir /tmp/testssl && cat >/tmp/testssl/ca.crt && testssl ${words} </dev/null`, {
    stdin: readFileSync(site.caFile, "utf8"),
    timeoutMs: 1_200_000,
  });
  return JSON.parse(await site.on("client", "cat /tmp/testssl/result.json")) as readonly Judgement[];
}

/** A machine of the lab has no way to Debian's mirror, and the image need not be larger for this: the files of the packages are put beside its own. */
async function install(site: Site): Promise<void> {
  if ((await site.try("client", "command -v testssl host hexdump")).code === 0) return;
  const dir = mkdtempSync(join(tmpdir(), "bartizan-testssl-"));
  try {
    const words = "--mode=root --variant=extract --include=testssl.sh,bsdextrautils --dpkgopt=path-exclude=/usr/share/doc/* trixie";
    const made = await command("mmdebstrap", [...words.split(" "), join(dir, "root")]);
    if (made.code !== 0) throw new Error(made.stderr);
    const archive = execFileSync("tar", ["-C", join(dir, "root"), "-czf", "-", "usr/bin", "usr/lib", "etc/testssl"], {
      maxBuffer: 2 ** 28,
    });
    const unpack = "base64 -d | tar -C / --skip-old-files -xzf - && ldconfig";
    await site.on("client", unpack, { stdin: archive.toString("base64") });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The judgement in short, as Markdown: the grade, and everything that is not plainly good. */
export function summaryOf(all: readonly Judgement[]): string {
  const found = (id: string): string => all.find((it) => it.id === id)?.finding ?? "";
  const count = (severity: string): number => all.filter((it) => it.severity === severity).length;
  const doubtful = all.filter((it) => !["OK", "INFO", "DEBUG"].includes(it.severity));
  const rows = (list: readonly Judgement[]): string =>
    list.map((it) => `| ${it.severity} | ${it.id} | ${it.finding.replaceAll("|", "\\|").trim()} |`).join("\n");
  const shown = /^(SSLv|TLS1|ALPN|FS|HSTS|cert_|cipherlist|BREACH|LUCKY|overall|rating|final)/;
  return `# The site's TLS, as testssl.sh judges it

The virtual address of the fortress, by testssl.sh of Debian 13 from the client of the lab. Made anew by
\`BARTIZAN_E2E_TESTSSL=1 npx vitest run --project e2e test/e2e/secure.test.ts -t testssl\`.

**Grade ${found("overall_grade")}**, score ${found("final_score")}. ${count("OK")} findings OK, ${count("INFO")} for information, ${count("LOW")} low, ${count("MEDIUM")} medium, ${count("HIGH")} high, ${count("CRITICAL")} critical.

A CAA record is the business of the domain's DNS.

## Not plainly good

| severity | finding | |
| --- | --- | --- |
${rows(doubtful)}

## The rest, in short

| severity | finding | |
| --- | --- | --- |
${rows(all.filter((it) => !doubtful.includes(it) && shown.test(it.id)))}
`;
}
