import { Command } from "@commander-js/extra-typings";
import { checkRecipient, type Recipient, recipientOf } from "../../engine/age.ts";
import { type FileStore, VAULT_FILE } from "../../engine/vault-file.ts";
import { isUsers, secretEntry, secretNames } from "../../engine/vault-store.ts";
import { sectionOf, VAULT_SECTIONS, type VaultMember, type VaultSection } from "../../engine/vault-text.ts";
import { keyFile, newKey, operatorKeys } from "../../site/operator-key.ts";
import { replacePasswords } from "../../site/password-change.ts";
import { openTarget, type Target } from "../../site/target.ts";
import { fail } from "../../util/errors.ts";
import type { GlobalOptions } from "../options.ts";
import { print } from "../render/print.ts";
import { recipientLines, secretLines } from "../render/secrets.ts";
import { editedSecrets, valueFromUser } from "../secret-input.ts";

export function secretsCommand(): Command {
  const command = new Command("secrets").description("the vault: your secrets, and who may open what of it").addHelpText(
    "after",
    `
The vault of the real servers is bartizan.vault beside the config, encrypted with age. Commit it. Your key opens it:
BARTIZAN_KEY, or the file that \`bartizan secrets key\` names.

Examples:
  bartizan secrets set STRIPE_KEY                       asks for the value, or takes it from standard input
  bartizan secrets edit                                 all of yours in your editor
  bartizan secrets list
  bartizan secrets key --new                            a second operator makes a key, and sends its public half
  bartizan secrets recipients add anna age1...          then she may open all of it
  bartizan secrets recipients add ci age1... --may deploy
  bartizan secrets recipients remove anna && bartizan secrets rotate

Exit status: 0 done, 1 failed, 2 the file or the command line is wrong, 3 you said no.`,
  );
  for (const it of [setCommand(), editCommand(), listCommand(), recipientsCommand(), rotateCommand(), keyCommand()]) command.addCommand(it);
  return command as unknown as Command;
}

/** The options that commands of commands take as well. */
function sub(name: string, description: string) {
  return new Command(name)
    .description(description)
    .option("-c, --config <file>", "the file")
    .option("--lab", "the lab instead of the real servers")
    .option("--json", "output for programs");
}

/** What a former version left is taken over by whichever command comes first. */
async function opened(globals: GlobalOptions): Promise<Target> {
  const target = await openTarget(globals);
  await target.vault.takeOver?.();
  return target;
}

/** The encrypted vault. Throws `BZ_USAGE` for the lab, which has none, and `BZ_VAULT_MISSING`. */
async function encrypted(globals: GlobalOptions): Promise<FileStore> {
  const { vaultFile } = await opened(globals);
  if (vaultFile === undefined)
    throw fail("BZ_USAGE", { where: "--lab", found: "a vault that is not encrypted", mend: "Leave --lab away." });
  if (!vaultFile.there()) throw fail("BZ_VAULT_MISSING", { where: vaultFile.where });
  return vaultFile;
}

function setCommand(): Command {
  const command = sub("set", "set one secret; the value comes from standard input, or you are asked for it").argument("<name>");
  command.action(async (name) => {
    if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name)) {
      const given = name.includes("=") ? "a value on the command line, where every user of this machine can see it" : JSON.stringify(name);
      throw fail("BZ_USAGE", {
        where: "bartizan secrets set",
        found: given,
        allowed: "a name of letters, digits and _",
        mend: "Give the name alone: you are asked for the value, or it comes from standard input.",
      });
    }
    const { vault } = await opened(command.optsWithGlobals() as GlobalOptions);
    const value = await valueFromUser(name);
    await vault.write(new Map([[secretEntry(name), value]]));
    print([`${name} is set in ${vault.where}. \`bartizan up\` brings it to the hosts.`]);
  });
  return command as unknown as Command;
}

function editCommand(): Command {
  const command = sub("edit", "your secrets in your editor ($VISUAL, $EDITOR), as NAME=value lines");
  command.action(async () => {
    const { vault } = await opened(command.optsWithGlobals() as GlobalOptions);
    const before = new Map<string, string>();
    for (const name of await secretNames(vault)) if (isUsers(name)) before.set(name, (await vault.read(secretEntry(name))) ?? "");
    const after = await editedSecrets(before);
    const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
    if (names.length > 0) await vault.write(new Map(names.map((name) => [secretEntry(name), after.get(name)])));
    print([names.length === 0 ? "nothing changed" : `changed: ${names.join(", ")}. \`bartizan up\` brings them to the hosts.`]);
  });
  return command as unknown as Command;
}

function listCommand(): Command {
  const command = sub("list", "names of the secrets, and which part of the vault each is in; no values");
  command.action(async () => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const { vault, vaultFile } = await opened(globals);
    const names = await secretNames(vault);
    const locked: VaultSection[] = [];
    for (const it of VAULT_SECTIONS) if (vaultFile !== undefined && !(await vaultFile.opens(it))) locked.push(it);
    print(
      globals.json === true
        ? [JSON.stringify({ secrets: names, locked })]
        : secretLines(new Map(names.map((name) => [name, sectionOf(secretEntry(name))])), locked),
    );
  });
  return command as unknown as Command;
}

function recipientsCommand(): Command {
  const command = sub("recipients", "who may open what; `add` and `remove` change it");
  command.action(async () => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const recipients = (await encrypted(globals)).text()?.recipients ?? {};
    print(globals.json === true ? [JSON.stringify(recipients)] : recipientLines(recipients));
  });
  const add = sub("add", "let a public key of age (age1...) open the vault, or parts of it")
    .argument("<name>", "a name of a person or a machine")
    .argument("<key>", "the public half of their key")
    .option("--may <parts>", `what it may open (comma-separated): ${VAULT_SECTIONS.join(", ")}; default: all`);
  add.action(async (name, key, { may }) => {
    await checkRecipient(key);
    await share(add.optsWithGlobals() as GlobalOptions, name, { key, may: partsOf(may) });
    print([`${name} opens ${partsOf(may).join(", ")}. Commit ${VAULT_FILE}.`]);
  });
  const remove = sub("remove", "encrypt what comes from now on without this key").argument("<name>");
  remove.action(async (name) => {
    await share(remove.optsWithGlobals() as GlobalOptions, name, undefined);
    print([
      `${name} does not open what is written from now on. What the vault was before stays in the repository's history:`,
      "run `bartizan secrets rotate`, and `bartizan rotate --ca` if this key opened `sign`.",
    ]);
  });
  return command.addCommand(add as unknown as Command).addCommand(remove as unknown as Command) as unknown as Command;
}

function partsOf(text: string | undefined): readonly VaultSection[] {
  if (text === undefined) return VAULT_SECTIONS;
  const words = text.split(",").map((it) => it.trim());
  const unknown = words.filter((it) => !VAULT_SECTIONS.some((section) => section === it));
  if (unknown.length > 0) throw fail("BZ_USAGE", { where: "--may", found: unknown.join(", "), allowed: VAULT_SECTIONS.join(", ") });
  return VAULT_SECTIONS.filter((it) => words.includes(it));
}

async function share(globals: GlobalOptions, name: string, member: VaultMember | undefined): Promise<void> {
  const file = await encrypted(globals);
  const { [name]: known, ...others } = file.text()?.recipients ?? {};
  if (member === undefined && known === undefined) {
    throw fail("BZ_USAGE", { where: name, found: "no recipient of this name", allowed: Object.keys(others).join(", ") });
  }
  await file.share(member === undefined ? others : { ...others, [name]: member });
}

function rotateCommand(): Command {
  const command = sub("rotate", "make the passwords anew that Bartizan made; the next `up` replaces them on the hosts");
  command.action(async () => {
    const target = await opened(command.optsWithGlobals() as GlobalOptions);
    const { inRounds, atOnce } = await replacePasswords(target);
    const yours = (await secretNames(target.vault)).filter(isUsers);
    print([
      ...(inRounds.length === 0 ? [] : [`The next \`bartizan up\` replaces without a pause: ${inRounds.join(", ")}.`]),
      ...(atOnce.length === 0 ? [] : [`The next \`bartizan up\` makes anew, host by host: ${atOnce.join(", ")}.`]),
      ...(yours.length === 0 ? [] : [`Only you can replace: ${yours.join(", ")} (\`bartizan secrets set NAME\`).`]),
    ]);
  });
  return command as unknown as Command;
}

function keyCommand(): Command {
  const command = sub("key", "the public half of your key, and where the key is").option("--new", "make it");
  command.action(async (options) => {
    const recipients: readonly Recipient[] =
      options.new === true ? [await newKey()] : await Promise.all((await operatorKeys()).map((key) => recipientOf(key, keyFile())));
    if (recipients.length === 0)
      throw fail("BZ_VAULT_KEY", { where: keyFile(), found: "no key", mend: "Make one: `bartizan secrets key --new`." });
    print(recipients);
  });
  return command as unknown as Command;
}
