import { Command } from "@commander-js/extra-typings";
import { VAULT_FILE } from "../../engine/vault-file.ts";
import { type Revoked, revoke } from "../../site/revoke.ts";
import { openTarget } from "../../site/target.ts";
import { changing } from "../operator.ts";
import type { GlobalOptions } from "../options.ts";
import { print } from "../render/print.ts";

export function revokeCommand(): Command {
  const command = new Command("revoke")
    .description("take everything back that somebody had: their SSH key, the vault, passwords and certificates")
    .argument("<name>", "whom: a recipient of the vault")
    .option("--ssh-key <key...>", "the key that lets them in: a file, its comment or its fingerprint; it is removed from every host")
    .option("-y, --yes", "do not ask before changing")
    .addHelpText(
      "after",
      `
For a lost laptop, or somebody who leaves. The site goes on serving: passwords are replaced while servers accept both, and the CA in
three steps. It takes some minutes. Also after an interruption: run it again.

What only you can replace is named in the end. Sessions that are open on a host are not ended.

Examples:
  bartizan revoke anna --ssh-key anna@laptop
  bartizan revoke ci --yes

Exit status: 0 done, 1 failed, 2 the file or command line is wrong, 3 you said no.`,
    );
  command.action(async (name, { yes, sshKey = [] }) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    await changing({ ...globals, yes }, async (operator, progress) => {
      const revoked = await revoke(() => openTarget(globals), { name, sshKeys: sshKey }, operator);
      progress.end();
      print(globals.json === true ? [JSON.stringify({ type: "revoked", name, ...revoked })] : lines(name, revoked));
    });
  });
  return command as unknown as Command;
}

function lines(name: string, { yours, trust, copies }: Revoked): readonly string[] {
  return [
    `${name} is revoked. Commit ${VAULT_FILE}.`,
    ...(yours.length === 0 ? [] : [`Only you can replace: ${yours.join(", ")} (\`bartizan secrets set NAME\`, then \`bartizan up\`).`]),
    ...(trust ? ["Browsers that trusted the former CA need the new one: `bartizan trust`."] : []),
    ...(copies ? [`${name} knew the passphrase of the copies, which stays: who can reach their place can read them.`] : []),
  ];
}
