import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { Command } from "@commander-js/extra-typings";
import { reachOf } from "../../engine/name-constraints.ts";
import { openVault } from "../../engine/vault.ts";
import { existing } from "../../engine/vault-store.ts";
import { siteNames } from "../../model/names.ts";
import { openTarget } from "../../site/target.ts";
import { fail } from "../../util/errors.ts";
import type { GlobalOptions } from "../options.ts";
import { print } from "../render/print.ts";

const STORE = "/usr/local/share/ca-certificates";

export function trustCommand(): Command {
  const command = new Command("trust")
    .description("print the certificate of the CA that signs for the site, or install it on this machine")
    .option("--install", "add it to this machine's trust store (Debian, Ubuntu; needs root)")
    .option("--remove", "take it out of this machine's trust store")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan trust --lab >ca.crt        then import ca.crt in your browser\n  sudo bartizan trust --lab --install",
    );
  command.action(async (options) => {
    const target = await openTarget(command.optsWithGlobals() as GlobalOptions);
    const { domain } = target.infra;
    const { site } = (await openVault(await existing(target.vault), target.infra)).authorities;
    const file = `${STORE}/bartizan-${target.labId}${target.lab ? "-lab" : ""}.crt`;
    if (options.install !== true && options.remove !== true) {
      process.stdout.write(site.trusted);
      process.stderr.write(reachOf(site.certificate, siteNames(target.infra)) === "anything" ? wide(domain) : "");
      return;
    }
    if (process.getuid?.() !== 0) throw fail("BZ_NOT_ROOT", { where: "bartizan trust" });
    if (!existsSync(STORE)) throw fail("BZ_TRUST_STORE", { where: STORE });
    if (options.remove === true) rmSync(file, { force: true });
    else writeFileSync(file, site.trusted, { mode: 0o644 });
    const result = spawnSync("update-ca-certificates", [], { encoding: "utf8" });
    if (result.status !== 0) throw fail("BZ_TRUST_STORE", { where: STORE, output: `${result.stderr ?? ""}${result.error?.message ?? ""}` });
    print([
      options.remove === true
        ? `${file} removed`
        : `${file} installed. Browsers with a store of their own (Firefox, Chromium) want it imported there as well.`,
    ]);
  });
  return command as unknown as Command;
}

/** Whoever imports a CA should know what they give away. */
function wide(domain: string): string {
  return `This CA can sign for any name: it is older than the CAs that sign for their site alone. \`bartizan rotate --ca\`, three times, makes one
that signs for ${domain} and nothing else.
`;
}
