import { PORTS } from "../../../model/ports.ts";
import { type Content, secretRef, text } from "../../../util/content.ts";
import { CA, CERTIFICATE, PASSWORDS, REPLICATION_USER } from "../server/names.ts";

/** The client towards another database host. Its options come from `login` on stdin, so the password is in no command line. */
export const REMOTE = `mariadb --defaults-file=/dev/stdin --connect-timeout=3 --port=${PORTS.database} --batch --skip-column-names --raw`;

/** The client's options for the replication account: over TLS, with this host's certificate, the other's name verified. */
export function peerOptions(): Content {
  return text`[client]
protocol=tcp
user=${REPLICATION_USER}
password="${secretRef(PASSWORDS.replication)}"
ssl-ca=${CA}
ssl-cert=${CERTIFICATE}.crt
ssl-key=${CERTIFICATE}.key
ssl-verify-server-cert
`;
}

/** Shell function that prints {@link peerOptions}. */
export function peerLogin(): Content {
  return text`login() {
cat <<'OPTIONS'
${peerOptions()}OPTIONS
}`;
}
