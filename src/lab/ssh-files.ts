import { access } from "node:fs/promises";
import { must } from "./command.ts";
import { hostKey } from "./disk.ts";
import { knownHostsFile, labKeyFile, sshConfigFile } from "./places.ts";
import type { LabPlan } from "./plan.ts";
import { writeWhole } from "./record.ts";

/** The operator's public key; makes the pair when there is none. */
export async function operatorKey(id: string): Promise<string> {
  const file = labKeyFile(id);
  const complete = await Promise.all([access(file), access(`${file}.pub`)]).then(
    () => true,
    () => false,
  );
  // What a run that was killed left half-made would make ssh-keygen ask.
  if (!complete) {
    await must(["rm", "-f", "--", file, `${file}.pub`]);
    await must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", `operator@${id}`, "-f", file]);
  }
  return (await must(["ssh-keygen", "-y", "-f", file])).trim();
}

/** What ssh needs to log in on every machine. The machines' disks must be there, as their host keys are. */
export async function writeSshFiles(plan: LabPlan): Promise<void> {
  const { id } = plan;
  const keys = await Promise.all(plan.machines.map(async (it) => `${it.login} ${await hostKey(id, it.name)}`));
  await writeWhole(knownHostsFile(id), `${keys.join("\n")}\n`);
  await writeWhole(
    sshConfigFile(id),
    [
      `# The machines of the lab ${id}; to be used within its network, as \`bartizan ssh\` does.`,
      ...plan.machines.flatMap((it) => [`Host ${it.name} ${it.login}`, `  HostName ${it.login}`]),
      "Host *",
      "  User root",
      `  IdentityFile ${labKeyFile(id)}`,
      // sshd shuts an address out for keys that it does not know (PerSourcePenalties, sshd_config(5)): offer just the one.
      "  IdentitiesOnly yes",
      "  IdentityAgent none",
      `  UserKnownHostsFile ${knownHostsFile(id)}`,
      "  GlobalKnownHostsFile /dev/null",
      "  StrictHostKeyChecking yes",
      "  UpdateHostKeys no",
      "",
    ].join("\n"),
  );
}
