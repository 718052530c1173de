import { socketPath } from "../../kit/app-address.ts";
import { LOGS_TRAFFIC } from "../../kit/journals.ts";
import { finishSeconds } from "../../kit/limits.ts";
import { KERNEL_GUARDS } from "../../kit/sandbox.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import type { App } from "./language.ts";
import { releaseRoot } from "./release.ts";

/** Where the app's environment and secrets stand. */
export const ENVIRONMENT = "/etc/bartizan/app.env";

/**
 * The command as systemd is to run it: by a shell, so that `$PORT` and quotes mean what they mean everywhere. A simple command
 * takes the shell's place, so that it gets the signals; in a longer one a shell stays, and systemd signals all processes anyway.
 */
export function execStart(command: string): string {
  const simple = /^[\w./+-]+(?:\s[^;&|<>(){}`]*)?$/.test(command) && !/^(?:if|for|while|until|case|exec)\b/.test(command);
  const line = simple ? `exec ${command}` : command;
  const escaped = line.replaceAll(/["\\]/g, "\\$&").replaceAll("%", "%%").replaceAll("$", "$$$$");
  return `/bin/sh -c "${escaped}"`;
}

/** One of the app's services: the one that serves, or the one in which something new is tried beside it. */
export interface Run {
  /** Without ending. */
  readonly unit: string;
  readonly about: string;
  /** The release's folder. */
  readonly folder: string;
  readonly environment: string;
  readonly socket: string;
}

/** The one that serves. */
export function serving(infra: Infrastructure): Run {
  return {
    unit: infra.name,
    about: `the app behind ${infra.domain}`,
    folder: `${releaseRoot(infra)}/current`,
    environment: ENVIRONMENT,
    socket: socketPath(infra),
  };
}

/** The one in which a release is tried; what it needs is in /run, which a boot empties. */
export function trying(infra: Infrastructure, releaseId: string): Run {
  const unit = `${infra.name}-trial`;
  return {
    unit,
    about: "tried beside the one that serves",
    folder: `${releaseRoot(infra)}/releases/${releaseId}`,
    environment: `/run/${unit}/app.env`,
    socket: `/run/${unit}/app.sock`,
  };
}

/**
 * The app as a service: its own user, a read-only system, no privileges, restarted for as long as it takes. At boot it starts after what
 * it goes through to the database, and does not die with it.
 */
export function serviceUnit(infra: Infrastructure, app: App, run: Run = serving(infra)): string {
  const socket = app.listen === "socket" ? `Requires=${run.unit}.socket\nAfter=${run.unit}.socket\n` : "";
  const together = app.limits.requestsPerHost + app.limits.connectionsPerHost;
  return `# By Bartizan.
[Unit]
Description=${infra.name}, ${run.about}
After=network.target nss-lookup.target mariadb.service haproxy.service
${socket}# Five crashes within ten seconds would leave it down for good.
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${execStart(app.command)}
WorkingDirectory=${run.folder}
EnvironmentFile=${run.environment}
User=${infra.name}
Group=${infra.name}
UMask=0027
# Its own folder for what it must keep: /var/lib/${infra.name}, in $STATE_DIRECTORY.
StateDirectory=${infra.name}
Restart=always
RestartSec=1s
# A stop waits for the requests that the web server still waits for.
TimeoutStopSec=${finishSeconds(infra)}
# A connection of a client may bring others with it, to a store or a queue; a thread each is the most that an app has.
LimitNOFILE=${Math.max(16_384, 4 * together)}
TasksMax=${1024 + together}
# When memory runs out, the app goes before the database.
OOMScoreAdjust=300
${LOGS_TRAFFIC}NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
PrivateIPC=yes
ProtectProc=invisible
${KERNEL_GUARDS}
RemoveIPC=yes
KeyringMode=private
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}

/** The socket that outlives the app: while it restarts, requests wait in its queue instead of failing. */
export function socketUnit(infra: Infrastructure, run: Run = serving(infra)): string {
  return `# By Bartizan.
[Unit]
Description=Socket of ${run.unit}

[Socket]
ListenStream=${run.socket}
SocketUser=${infra.name}
SocketGroup=www-data
SocketMode=0660
DirectoryMode=0755
Backlog=4096
RemoveOnStop=yes

[Install]
WantedBy=sockets.target
`;
}
