import type { FileResource } from "../state/resource.ts";
import { text } from "../util/content.ts";

/**
 * The namespace of the journal (systemd-journald.service(8)) for what grows with the site's traffic, or what whoever reaches a service can make
 * it write as often as they like.
 */
export const TRAFFIC = "traffic";

/** Its socket for syslog(3), where a process sees it that is not in the namespace. */
export const TRAFFIC_SYSLOG = `/run/systemd/journal.${TRAFFIC}/dev-log`;

/** For the `[Service]` section of whoever writes there. */
export const LOGS_TRAFFIC = `# A journal of its own: a flood of requests must not push who logged in out of the system's.
LogNamespace=${TRAFFIC}
`;

/**
 * So many lines a second, and a journal reaches back less than a day: a line takes nearly 1 kB of its 500 MB (a balancer's, measured: 50 a second
 * fill them in three hours).
 */
export const LINES_PER_SECOND_OF_A_DAY = 5;

const SETTINGS = `[Journal]
Storage=persistent
SystemMaxUse=500M
SystemKeepFree=1G
MaxRetentionSec=1month
# A flood in one service must not silence another. What is thrown away is counted (bartizan_journal_suppressed_lines).
RateLimitIntervalSec=30s
RateLimitBurst=10000
`;

export const systemJournal: FileResource = {
  kind: "file",
  path: "/etc/systemd/journald.conf.d/60-bartizan.conf",
  content: text`# By Bartizan: logs survive a reboot and never fill the disk. What grows with the traffic has a journal of its own (journald@${TRAFFIC}.conf).
${SETTINGS}`,
};

/** Its journald is started by the first line, so it finds this file there; it ends when nobody needs it, and starts again. */
export const trafficJournal: FileResource = {
  kind: "file",
  path: `/etc/systemd/journald@${TRAFFIC}.conf`,
  content: text`# By Bartizan: what grows with the site's traffic, apart from everything else (journald.conf.d/60-bartizan.conf).
${SETTINGS}`,
};
