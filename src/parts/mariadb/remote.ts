import { PORTS } from "../../model/ports.ts";
import { type Content, secretRef, text } from "../../util/content.ts";
import { CA, CERTIFICATE, REPLICATION_USER } from "./names.ts";

/** The client towards another database host. Its options come from `login` on stdin, so the password is in no command line. */
export const REMOTE = `mariadb --defaults-file=/dev/stdin --connect-timeout=3 --port=${PORTS.database} --batch --skip-column-names --raw`;

/** Shell function that prints the options for the replication account: over TLS, with this host's certificate, the other's name verified. */
export function login(): Content {
  return text`login() {
cat <<'OPTIONS'
[client]
protocol=tcp
user=${REPLICATION_USER}
password="${secretRef("database.replication")}"
ssl-ca=${CA}
ssl-cert=${CERTIFICATE}.crt
ssl-key=${CERTIFICATE}.key
ssl-verify-server-cert
OPTIONS
}`;
}
