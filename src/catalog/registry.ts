import type { Part } from "../kit/part.ts";
import { acme } from "../parts/acme/acme.ts";
import { alertmanager } from "../parts/alertmanager/alertmanager.ts";
import { appPart } from "../parts/app/app.ts";
import { backup } from "../parts/backup/backup.ts";
import { backupStore } from "../parts/backup/store.ts";
import { base } from "../parts/base/base.ts";
import { console } from "../parts/console/console.ts";
import { forward } from "../parts/forward/forward.ts";
import { haproxy } from "../parts/haproxy/haproxy.ts";
import { keepalived } from "../parts/keepalived/keepalived.ts";
import { galera } from "../parts/mariadb/galera/galera.ts";
import { mariadb } from "../parts/mariadb/mariadb.ts";
import { mysqldExporter } from "../parts/mysqld-exporter/mysqld-exporter.ts";
import { nftables } from "../parts/nftables/nftables.ts";
import { nginx } from "../parts/nginx/nginx.ts";
import { nodeExporter } from "../parts/node-exporter/node-exporter.ts";
import { opensmtpd } from "../parts/opensmtpd/opensmtpd.ts";
import { opensshPart } from "../parts/openssh/openssh.ts";
import { probe } from "../parts/probe/probe.ts";
import { remoteWritePart } from "../parts/remote-write/remote-write.ts";
import { syslogNg } from "../parts/syslog-ng/syslog-ng.ts";
import { unattendedUpgrades } from "../parts/unattended-upgrades/unattended-upgrades.ts";
import { valkey } from "../parts/valkey/valkey.ts";
import { victoriametrics } from "../parts/victoriametrics/victoriametrics.ts";
import { vmagent } from "../parts/vmagent/vmagent.ts";
import { vmalert } from "../parts/vmalert/vmalert.ts";

/** Every part that Bartizan knows. Adding one is adding a folder and a line here; what it needs beside it, it says itself. */
export const PARTS: readonly Part[] = [
  base,
  unattendedUpgrades,
  backupStore,
  opensshPart,
  nftables,
  mariadb,
  galera,
  backup,
  valkey,
  appPart,
  console,
  nginx,
  haproxy,
  acme,
  keepalived,
  nodeExporter,
  probe,
  mysqldExporter,
  victoriametrics,
  opensmtpd,
  alertmanager,
  vmalert,
  remoteWritePart,
  forward,
  syslogNg,
  vmagent,
];
