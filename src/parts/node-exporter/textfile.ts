import { confinedScript } from "../../kit/sandbox.ts";
import { withParameters } from "../../util/script.ts";
import { journalsFunction } from "./journals-script.ts";
import script from "./textfile.sh";
import { updatesFunctions } from "./updates-script.ts";

/** Where Debian's node exporter reads further metrics from. */
export const TEXTFILE_FOLDER = "/var/lib/prometheus/node-exporter";

export const TEXTFILE_PATH = "/usr/local/lib/bartizan/textfile-metrics";

/** What the script writes there. */
export const TEXTFILES: readonly string[] = ["flows", "reboot", "addresses", "logs", "journals", "lists", "updates", "certificates"].map(
  (it) => `${TEXTFILE_FOLDER}/bartizan-${it}.prom`,
);

/** When it was last asked which updates wait: it takes a second of a processor. */
export const UPDATES_ASKED = `${TEXTFILE_FOLDER}/.updates-asked`;

/** The metrics in them that every host has. */
export const TEXTFILE_NAMES = "bartizan_(firewall_loaded|flow_(packets|bytes)_total|certificate_end_seconds)";

/**
 * What the exporter cannot read by itself, written for it every few seconds: the counter of every flow in the firewall,
 * which balancer holds a virtual address, how fast the journals grow, what became of the logs that leave, whether the machine waits to be started anew, the updates that
 * close holes, and the end of every certificate. These two are read again only when packages or a certificate changed.
 */
export const TEXTFILE_SCRIPT = withParameters(
  script,
  { FOLDER: TEXTFILE_FOLDER, ASKED: UPDATES_ASKED },
  `${updatesFunctions()}${journalsFunction()}`,
);

/** The service that runs the script once; as root, because only root may read the counters, and confined to that. */
export const TEXTFILE_SERVICE = `# By Bartizan.
[Unit]
Description=Firewall counters and certificate ends for the node exporter

[Service]
Type=oneshot
ExecStart=/bin/sh ${TEXTFILE_PATH}
# It runs every few seconds: only its failures belong in the journal.
LogLevelMax=notice
TimeoutStartSec=10
UMask=0022
Nice=5
${confinedScript({ capabilities: ["CAP_NET_ADMIN"], writes: [TEXTFILE_FOLDER], families: ["AF_NETLINK"] })}`;

export const TEXTFILE_TIMER = `# By Bartizan.
[Unit]
Description=Firewall counters and certificate ends for the node exporter, every 15 s

[Timer]
OnActiveSec=1s
OnUnitActiveSec=15s
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
