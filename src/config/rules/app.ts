import { APP_ENVIRONMENT } from "../../model/app-environment.ts";
import type { Role } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { quote } from "../../util/quote.ts";
import { isLiteralSecret, secretKind } from "../../util/secret-like.ts";
import { type ConfigRule, entriesOf, itemsOf } from "../draft.ts";
import type { Mistake } from "../fault.ts";
import { type Path, showKey, showName } from "../path.ts";
import { isObject, type Plain, valueAt } from "../plain.ts";
import { databaseNameRule, secretNameRule } from "../values.ts";

const RESERVED = `any name but ${Object.keys(APP_ENVIRONMENT).join(", ")}`;
const ALLOWED_NAME = "capital letters, digits and _, not beginning with a digit";
const NAME = /^[A-Z_][A-Z0-9_]{0,127}$/;

/** Names of variables: they are keys, so the schema does not see them. */
export const variableNames: ConfigRule = ({ written }) => {
  const env = valueAt(written, ["app", "env"]);
  return (isObject(env) ? Object.keys(env) : []).flatMap((name): readonly Mistake[] => {
    const path: Path = ["app", "env", name];
    if (Object.hasOwn(APP_ENVIRONMENT, name)) {
      const purpose = APP_ENVIRONMENT[name as keyof typeof APP_ENVIRONMENT];
      return [{ path, code: "BZ_CONFIG_ENV_RESERVED", found: `${quote(name)}: ${purpose}`, allowed: RESERVED }];
    }
    if (NAME.test(name) || name === "__proto__") return [];
    const near = name
      .slice(0, 128)
      .toUpperCase()
      .replaceAll(/[^A-Z0-9_]/g, "_");
    const mend = NAME.test(near) && secretKind(name) === undefined ? { mend: `Write ${near}.` } : {};
    return [{ path, code: "BZ_CONFIG_ENV_NAME", found: showKey(name), allowed: ALLOWED_NAME, ...mend }];
  });
};

export const secretReferences: ConfigRule = ({ draft }) =>
  entriesOf(draft.app?.env).flatMap(([name, value]) => {
    const reference = typeof value === "object" ? value.secret : undefined;
    const fault = reference === undefined ? undefined : secretNameRule(reference);
    // Somebody may have put the secret itself here: it is not shown.
    return fault === undefined
      ? []
      : [{ path: ["app", "env", name], found: "another kind of name (not shown: it may be the secret)", allowed: ALLOWED_NAME, ...fault }];
  });

/** Secrets that stand in the file itself, anywhere in it. Their values are in no message. */
export const literalSecrets: ConfigRule = ({ written }) => {
  const search = (value: Plain, path: Path): readonly Mistake[] => {
    const key = path.at(-1);
    const own = (found: string): Mistake => ({ path, code: "BZ_CONFIG_SECRET_LITERAL", found, allowed: 'secret("NAME") in app.env' });
    const inKey = typeof key === "string" && secretKind(key) !== undefined ? [own(`${secretKind(key)} as a key (not shown)`)] : [];
    if (Array.isArray(value)) return [...inKey, ...value.flatMap((item, index) => search(item, [...path, index]))];
    if (isObject(value)) return [...inKey, ...Object.entries(value).flatMap(([name, item]) => search(item, [...path, name]))];
    if (inKey.length > 0) return inKey;
    const kind = typeof value === "string" ? secretKind(value) : undefined;
    if (kind !== undefined) return [own(`${kind} (not shown)`)];
    const variable = path[0] === "app" && path[1] === "env" && path.length === 3 && typeof key === "string" ? key : undefined;
    const literal = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : "";
    if (variable === undefined || literal === "" || !isLiteralSecret(variable, literal)) return [];
    const mend = NAME.test(variable)
      ? { mend: `Write secret(${quote(variable)}), take the value out of the file, and replace it if the file was ever shared.` }
      : {};
    return [{ ...own("a value under a name that says it is a secret (not shown)"), ...mend }];
  };
  return search(written, []);
};

/** What a host runs, and whether that brings a port with it. */
type Brings = (runs: (role: Role) => boolean) => boolean;

/** When the ports are used on a host. Those that are not listed count as being used on every host. */
const USED_WHEN: Readonly<Partial<Record<string, Brings>>> = {
  webBesideBalancer: (runs) => runs("web") && runs("balancer"),
  database: (runs) => runs("database"),
  ingest: (runs) => runs("monitor"),
  nginxStatus: (runs) => runs("web") || runs("monitor"),
  nginxExporter: (runs) => runs("web"),
  victoriaMetrics: (runs) => runs("monitor"),
  vmalert: (runs) => runs("monitor"),
  alertmanager: (runs) => runs("monitor"),
  mysqldExporter: (runs) => runs("database"),
  mtail: (runs) => runs("balancer") || runs("web"),
  // UDP: does not clash with the app's TCP port.
  accessLog: () => false,
};

/** The app's port must be free on every host that runs the app. */
export const portFree: ConfigRule = ({ draft }) => {
  const listen = draft.app?.listen;
  const { loopback, ...open } = PORTS;
  const user = Object.entries({ ...open, ...loopback }).find(([, port]) => port === listen)?.[0];
  if (user === undefined) return [];
  const brings = USED_WHEN[user] ?? (() => true);
  const hosts = entriesOf(draft.hosts).flatMap(([name, host]) => {
    const runs = itemsOf(host.runs).map(([, role]) => role);
    return runs.includes("app") && brings((role) => runs.includes(role)) ? [name] : [];
  });
  if (hosts.length === 0) return [];
  const part = user.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  const found = `${listen}, which is the port of the ${part} on ${showName(hosts[0] ?? "")}`;
  return [{ path: ["app", "listen"], code: "BZ_CONFIG_PORT_TAKEN", found, allowed: 'a free port, or "socket"' }];
};

/** A unix socket reaches no further than its host. */
export const socketIsLocal: ConfigRule = ({ draft }) => {
  if (draft.app?.listen !== "socket") return [];
  const apart = entriesOf(draft.hosts).filter(([, host]) => {
    const runs = itemsOf(host.runs).map(([, role]) => role);
    return runs.includes("web") && !runs.includes("app");
  });
  if (apart.length === 0) return [];
  const found = `"socket", while ${showName(apart[0]?.[0] ?? "")} runs the web server without the app`;
  return [{ path: ["app", "listen"], code: "BZ_CONFIG_SOCKET_APART", found, allowed: "a port, or the app on every web host" }];
};

/** A schema named after the infrastructure must not be one of the server's own. */
export const derivedDatabaseName: ConfigRule = ({ draft, broken }) => {
  const { name, database } = draft;
  if (name === undefined || database === undefined || database.name !== undefined || broken("database", "name")) return [];
  const derived = name.replaceAll("-", "_");
  if (databaseNameRule(derived) === undefined) return [];
  const found = `${quote(derived)}, made from \`name\`, which belongs to the database server`;
  return [
    {
      path: ["database"],
      code: "BZ_CONFIG_DATABASE_NAME",
      found,
      allowed: "a name of its own",
      mend: "Write another `name` into the section `database`.",
    },
  ];
};
