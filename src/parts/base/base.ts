import { systemJournal, trafficJournal } from "../../kit/journals.ts";
import type { Part, PartContext } from "../../kit/part.ts";
import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { running } from "../../kit/unit-file.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { namesInHosts } from "./hosts-file.ts";
import { packageLists } from "./package-lists.ts";
import { sysctlFile } from "./sysctl.ts";

const SYSCTL = "/etc/sysctl.d/60-bartizan.conf";
const MODULES = "/etc/modules-load.d/bartizan.conf";

/** What every host needs whatever it runs: names, kernel settings, the time, a bounded journal, the CA's certificate. */
export const base: Part = {
  name: "base",
  standsOn: () => true,
  packages: () => ["chrony", "curl"],
  resources,
};

function resources(host: Host, { infra, caCertificate, localNames }: PartContext): readonly Resource[] {
  return [
    { kind: "directory", path: "/etc/bartizan" },
    { kind: "directory", path: "/etc/bartizan/pki" },
    { kind: "directory", path: "/usr/local/lib/bartizan" },
    { kind: "file", path: CA_CERTIFICATE, content: [caCertificate] },
    ...namesInHosts(infra, localNames),
    { kind: "file", path: MODULES, content: [modulesFile] },
    { kind: "file", path: SYSCTL, content: [sysctlFile(reservedPorts(host, infra))] },
    systemJournal,
    trafficJournal,
    running("systemd-sysctl.service", { restartOn: [`file:${SYSCTL}`, `file:${MODULES}`] }),
    running("systemd-journald.service", { restartOn: [keyOf(systemJournal)] }),
    {
      kind: "command",
      id: "clock",
      title: "clock kept right by chrony",
      // A container has the clock of its machine, and chrony's unit refuses to start there (no CAP_SYS_TIME).
      check: [
        "if [ -e /run/systemd/container ] || { systemctl is-enabled --quiet chrony.service && systemctl is-active --quiet chrony.service; }; then echo kept; fi",
      ],
      want: "kept",
      apply: ["systemctl enable --now chrony.service"],
    },
    ...packageLists(),
  ];
}

/** An app may listen on a port that the kernel would otherwise give to some outgoing connection first. */
function reservedPorts(host: Host, infra: Infrastructure): readonly number[] {
  const listen = infra.app?.listen;
  return host.roles.includes("app") && typeof listen === "number" ? [listen] : [];
}

// The module's settings are there only while it is loaded; at boot systemd-sysctl runs long before the firewall would load it.
const modulesFile = `# By Bartizan.
nf_conntrack
`;
