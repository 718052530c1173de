/** What it is told of itself. */
export const APP_VARIABLES = {
  PORT: "the port to listen on, when `app.listen` is a port",
  HOST: "the address to listen on, when `app.listen` is a port",
  SERVER_NAME: "the name of the host that the app runs on",
} as const satisfies Readonly<Record<string, string>>;

/** What systemd sets for a socket: the config may not. */
export const SOCKET_VARIABLES = {
  LISTEN_FDS: "1 when systemd hands over a listening socket as file descriptor 3",
  LISTEN_FDNAMES: "set by systemd together with LISTEN_FDS",
  LISTEN_PID: "set by systemd together with LISTEN_FDS",
} as const satisfies Readonly<Record<string, string>>;

/** What systemd sets besides, and the config may set otherwise. */
export const SYSTEMD_VARIABLES = {
  STATE_DIRECTORY: "the folder that the app may write to, `/var/lib/NAME`; it stays through restarts and releases",
} as const satisfies Readonly<Record<string, string>>;
