/** The variables that Bartizan sets for the app, and what they hold. The config may not set them. */
export const APP_ENVIRONMENT = {
  PORT: "the port to listen on, when `app.listen` is a port",
  HOST: "the address to listen on, when `app.listen` is a port",
  SERVER_NAME: "the name of the host that the app runs on",
  DATABASE_URL: "all of the following in one `mysql://` URL",
  DATABASE_HOST: "where the database answers",
  DATABASE_PORT: "the port on which it answers",
  DATABASE_NAME: "the app's schema",
  DATABASE_USER: "the app's database user",
  DATABASE_PASSWORD: "its password",
  DATABASE_CA: "file with the CA certificate of the database",
  LISTEN_FDS: "1 when systemd hands over a listening socket as file descriptor 3",
  LISTEN_FDNAMES: "set by systemd together with LISTEN_FDS",
  LISTEN_PID: "set by systemd together with LISTEN_FDS",
} as const satisfies Readonly<Record<string, string>>;

/** What systemd sets besides, and the config may set otherwise. */
export const SYSTEMD_ENVIRONMENT = {
  STATE_DIRECTORY: "the folder that the app may write to, `/var/lib/NAME`; it stays through restarts and releases",
} as const satisfies Readonly<Record<string, string>>;
