import type { Part } from "../../kit/part.ts";
import { dropIn, running, shellFile } from "../../kit/unit-file.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { hostScript, IN_USE } from "./host-script.ts";
import { LISTS_UNREAD, parsePendingUpdates, patchLookScript } from "./patch-look.ts";
import { absenceOf, installs, patchPlan, reboots } from "./patch-plan.ts";
import { updatesSection } from "./section.ts";
import { type Serving, servingOf } from "./serving.ts";

const CONFIG = "/etc/apt/apt.conf.d/60bartizan-updates";
const SCRIPT = "/usr/local/lib/bartizan/security-updates";
const NEEDRESTART_FOLDER = "/etc/needrestart/conf.d";
const JOB = "apt-daily-upgrade";

/** Within so many hours all hosts have had their turn. */
const HOURS = 4;

/** Debian's own installer of security updates, for all that restarts nothing which serves. The rest is for `bartizan patch`. */
export const unattendedUpgrades: Part = {
  name: "unattended-upgrades",
  section: updatesSection,
  reserved: { services: ["unattended-upgrades"] },
  standsOn: () => true,
  packages: (infra) => (infra.updates.automatic ? ["unattended-upgrades"] : []),
  patching: {
    look: (services, refresh) => patchLookScript(servingOf(services), refresh),
    listsUnread: LISTS_UNREAD,
    parse: parsePendingUpdates,
    plan: patchPlan,
    installs,
    reboots,
    absence: absenceOf,
  },
  resources: (host, { infra, services }) => {
    const serving = servingOf(services.get(host.name) ?? []);
    const { automatic } = infra.updates;
    const settings: readonly Resource[] = [
      { kind: "file", path: CONFIG, content: [configFile(automatic, serving)], validate: 'apt-config -c "$1" dump >/dev/null' },
      { kind: "directory", path: NEEDRESTART_FOLDER },
      { kind: "file", path: `${NEEDRESTART_FOLDER}/60-bartizan.conf`, content: [needrestartFile] },
    ];
    if (!automatic) return settings;
    const timer = dropIn(`${JOB}.timer`, timerText(startOf(host, infra)));
    return [
      ...settings,
      { kind: "written", path: IN_USE },
      shellFile(SCRIPT, [hostScript(serving)]),
      dropIn(`${JOB}.service`, serviceText),
      timer,
      running(`${JOB}.timer`, { restartOn: [keyOf(timer)] }),
    ];
  },
};

/** Each host at a moment of its own: what a bad update breaks shows on one of them first. */
export function startOf(host: Pick<Host, "name">, { hosts, updates }: Infrastructure): string {
  const index = hosts.findIndex((it) => it.name === host.name);
  const minute = Math.floor((index * HOURS * 60) / hosts.length);
  const two = (value: number): string => `${value}`.padStart(2, "0");
  return `${two((updates.fromHour + Math.floor(minute / 60)) % 24)}:${two(minute % 60)}`;
}

// What 50unattended-upgrades says is taken back first: it also lets in what closes no hole.
const configFile = (automatic: boolean, { packages }: Serving): string => `// By Bartizan.
APT::Periodic::Enable "1";
APT::Periodic::Unattended-Upgrade "${automatic ? 1 : 0}";
#clear Unattended-Upgrade::Allowed-Origins;
#clear Unattended-Upgrade::Origins-Pattern;
Unattended-Upgrade::Origins-Pattern {
  "origin=Debian,codename=\${distro_codename}-security,label=Debian-Security";
};
// The scripts of these restart what serves: \`bartizan patch\` upgrades them.
Unattended-Upgrade::Package-Blacklist {
${packages.map((name) => `  "${name.replaceAll(/[.+]/g, "[$&]")}";\n`).join("")}};
Unattended-Upgrade::Automatic-Reboot "false";
Unattended-Upgrade::InstallOnShutdown "false";
`;

const needrestartFile = `# By Bartizan: what serves is restarted in turn, by \`bartizan patch\`.
$nrconf{restart} = 'l';
`;

const serviceText = `# By Bartizan.
[Service]
ExecStartPre=/bin/sh ${SCRIPT} before
ExecStartPost=/bin/sh ${SCRIPT} after
`;

const timerText = (start: string): string => `# By Bartizan.
[Timer]
OnCalendar=
OnCalendar=*-*-* ${start} UTC
RandomizedDelaySec=0
`;
