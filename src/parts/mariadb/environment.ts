import type { Environment } from "../../kit/part.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { secretRef, text } from "../../util/content.ts";
import { CA, DATABASE_NAME, PASSWORDS } from "./server/names.ts";

/** The database as the app sees it: always behind the proxy on its own host, under the name in the database's certificate. */
export const environment: Environment = {
  variables: {
    DATABASE_URL: "all of the following in one `mysql://` URL",
    DATABASE_HOST: "where the database answers",
    DATABASE_PORT: "the port on which it answers",
    DATABASE_NAME: "the app's schema",
    DATABASE_USER: "the app's database user",
    DATABASE_PASSWORD: "its password",
    DATABASE_CA: "file with the CA certificate of the database",
  },
  values: (infra) => {
    if (infra.database === undefined || hostsOf(infra, "database").length === 0) return {};
    const { name } = infra.database;
    const port = String(PORTS.loopback.databaseProxy);
    return {
      // The generated password is of letters and digits, and so needs no escaping in a URL.
      DATABASE_URL: text`mysql://${name}:${secretRef(PASSWORDS.app)}@${DATABASE_NAME}:${port}/${name}`,
      DATABASE_HOST: DATABASE_NAME,
      DATABASE_PORT: port,
      DATABASE_NAME: name,
      DATABASE_USER: name,
      DATABASE_PASSWORD: secretRef(PASSWORDS.app),
      DATABASE_CA: CA,
    };
  },
};
