import { alertmanager } from "./alertmanager/alertmanager.ts";
import { app } from "./app/app.ts";
import { backup } from "./backup/backup.ts";
import { backupStore } from "./backup/store.ts";
import { base } from "./base/base.ts";
import { console } from "./console/console.ts";
import { forward } from "./forward/forward.ts";
import { galera } from "./galera/galera.ts";
import { haproxy } from "./haproxy/haproxy.ts";
import { keepalived } from "./keepalived/keepalived.ts";
import { mariadb } from "./mariadb/mariadb.ts";
import { mysqldExporter } from "./mysqld-exporter/mysqld-exporter.ts";
import { nftables } from "./nftables/nftables.ts";
import { nginx } from "./nginx/nginx.ts";
import { nodeExporter } from "./node-exporter/node-exporter.ts";
import { opensmtpd } from "./opensmtpd/opensmtpd.ts";
import { openssh } from "./openssh/openssh.ts";
import type { Part } from "./part.ts";
import { probe } from "./probe/probe.ts";
import { remoteWrite } from "./remote-write/remote-write.ts";
import { syslogNg } from "./syslog-ng/syslog-ng.ts";
import { unattendedUpgrades } from "./unattended-upgrades/unattended-upgrades.ts";
import { victoriametrics } from "./victoriametrics/victoriametrics.ts";
import { vmagent } from "./vmagent/vmagent.ts";
import { vmalert } from "./vmalert/vmalert.ts";

/** Every part that Bartizan knows. Adding one is adding a folder and a line here; what it needs beside it, it says itself. */
export const PARTS: readonly Part[] = [
  base,
  unattendedUpgrades,
  backupStore,
  openssh,
  nftables,
  mariadb,
  galera,
  backup,
  app,
  console,
  nginx,
  haproxy,
  keepalived,
  nodeExporter,
  probe,
  mysqldExporter,
  victoriametrics,
  opensmtpd,
  alertmanager,
  vmalert,
  remoteWrite,
  forward,
  syslogNg,
  vmagent,
];
