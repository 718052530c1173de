import { appAddress } from "../../kit/app-address.ts";
import type { APP_ENVIRONMENT } from "../../model/app-environment.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { type Content, type SecretRef, secretRef, text, withinDoubleQuotes } from "../../util/content.ts";
import { CA, DATABASE_NAME } from "../mariadb/server/names.ts";
import type { App } from "./language.ts";

type Own = Partial<Record<keyof typeof APP_ENVIRONMENT, string | SecretRef | Content>>;

/** Name of the generated password of the app's database user. */
const DATABASE_PASSWORD = "database.app";

/** What the app finds in its environment, as systemd reads it from a file that only root may see. `listensOn`: an address and a port. */
export function environmentFile(host: Host, infra: Infrastructure, app: App, listensOn = appAddress(host, infra)): Content {
  const [address = "", port = ""] = listensOn.split(":");
  const own: Own = {
    SERVER_NAME: host.name,
    ...(app.listen === "socket" ? {} : { HOST: address, PORT: port }),
    ...(infra.database === undefined || hostsOf(infra, "database").length === 0 ? {} : database(infra.database)),
  };
  const lines = Object.entries({ ...app.env, ...own }).map(([name, value]) => text`${name}="${quoted(value)}"\n`);
  return lines.reduce((all, line) => text`${all}${line}`, text`# By Bartizan.\n`);
}

/** The database as the app sees it: always behind the proxy on its own host, under the name in the database's certificate. */
function database({ name }: NonNullable<Infrastructure["database"]>): Own {
  const port = String(PORTS.loopback.databaseProxy);
  return {
    // The generated password is of letters and digits, and so needs no escaping in a URL.
    DATABASE_URL: text`mysql://${name}:${secretRef(DATABASE_PASSWORD)}@${DATABASE_NAME}:${port}/${name}`,
    DATABASE_HOST: DATABASE_NAME,
    DATABASE_PORT: port,
    DATABASE_NAME: name,
    DATABASE_USER: name,
    DATABASE_PASSWORD: secretRef(DATABASE_PASSWORD),
    DATABASE_CA: CA,
  };
}

function quoted(value: string | SecretRef | Content): Content {
  if (typeof value === "string") return [withinDoubleQuotes(value)];
  if ("secret" in value) return [secretRef(value.secret, "double-quotes")];
  return value;
}
