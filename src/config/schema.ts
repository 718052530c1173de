import * as z from "zod";
import { ROLES } from "../model/infrastructure.ts";
import { LOWEST_APP_PORT } from "./defaults.ts";
import type { Rule } from "./fault.ts";
import type { Path } from "./path.ts";
import * as rules from "./values.ts";

/** What is allowed in a field, for people; messages and the reference are made from it. */
const fields = z.registry<{ readonly allowed: string }>();

/** A type with its rule; the fault travels in the issue. */
function ruled<S extends z.ZodType>(allowed: string, schema: S, rule?: Rule<z.output<S>>): S {
  const checked =
    rule === undefined
      ? schema.check()
      : schema.check((payload) => {
          const fault = rule(payload.value);
          if (fault !== undefined) payload.issues.push({ code: "custom", params: { fault }, input: payload.value });
        });
  fields.add(checked, { allowed });
  return checked;
}

const text = (allowed: string, rule?: Rule<string>) => ruled(allowed, z.string(), rule);
const integer = (min: number, max: number) => ruled(`a whole number from ${min} to ${max}`, z.int().min(min).max(max));
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  ruled(values.map((value) => JSON.stringify(value)).join(", "), z.enum(values));
const list = <S extends z.ZodType>(allowed: string, element: S) => ruled(allowed, z.array(element));
const ipv4 = () => text('an IPv4 address, such as "10.0.0.5"', rules.addressRule(4));
const ipv6 = () => text('an IPv6 address, such as "2001:db8::5"', rules.addressRule(6));
const folder = (allowed: string) => text(`${allowed}: a relative path without "..", of letters, digits and . _ @ + -`, rules.folderRule);

const host = z.strictObject({
  address: ipv4(),
  address6: ipv6().optional(),
  publicAddress: ipv4().optional(),
  publicAddress6: ipv6().optional(),
  ssh: text("`user@host`, `ssh://user@host:port` or an alias of your ~/.ssh/config", rules.sshRule).optional(),
  runs: list(`a list of roles: ${ROLES.map((role) => JSON.stringify(role)).join(", ")}`, oneOf(ROLES)),
});

const secretReference = z.strictObject({ secret: z.string() });

const app = z.strictObject({
  source: text("a folder, relative to the config file", rules.sourceRule),
  build: text("a shell command in one line", rules.commandRule).optional(),
  output: folder("a folder below `source`").optional(),
  packages: list("a list of names of Debian packages", text("the name of a Debian package", rules.packageRule)).optional(),
  command: text("a command in one line", rules.commandRule),
  health: text("a path of a URL: `/`, then letters, digits and . _ ~ / ? = & % + : @ , -", rules.healthRule).optional(),
  static: folder("a folder in the release").optional(),
  listen: ruled(
    `a port from ${LOWEST_APP_PORT} to 65535, or "socket"`,
    z.union([z.int().min(LOWEST_APP_PORT).max(65535), z.literal("socket")]),
  ).optional(),
  env: ruled(
    'variables by name (capital letters, digits and _): texts, numbers, true, false or secret("NAME")',
    z.record(
      z.string(),
      ruled(
        'a text, a number, true, false or secret("NAME")',
        z.union([z.string(), z.number(), z.boolean(), secretReference]),
        rules.envValueRule,
      ),
    ),
  ).optional(),
});

/** What may stand in a config file. Says what single values must be like; what they must be together stands in `rules/`. */
export const configSchema = z.strictObject({
  name: text("a small letter, then up to 30 small letters, digits and hyphens", rules.nameRule),
  domain: text('a DNS name in small letters, such as "www.example.com"', rules.domainRule),
  hosts: ruled("hosts by name", z.record(z.string(), host)),
  tls: z.strictObject({
    certificate: oneOf(["internal"]),
    terminateAt: oneOf(["balancer"]),
    lifetimeDays: integer(2, 397).optional(),
  }),
  app: app.optional(),
  database: z
    .strictObject({
      engine: oneOf(["mariadb"]),
      topology: oneOf(["primary-replica"]),
      primary: text("the name of a host that runs `database`"),
      name: text("a small letter, then up to 31 small letters, digits and _", rules.databaseNameRule).optional(),
    })
    .optional(),
  firewall: z.strictObject({
    admin: list(
      'a list of address ranges, such as ["198.51.100.0/24"]',
      text('an address range, such as "198.51.100.0/24" or "2001:db8::/48"', rules.adminRule),
    ),
  }),
  monitoring: z
    .strictObject({
      intervalSeconds: integer(1, 60).optional(),
      retentionDays: integer(1, 3650).optional(),
    })
    .optional(),
});

/** What the schema knows of a place in the config. */
export interface Field {
  /** What may stand there, in words. */
  readonly allowed: string;
  /** The keys, when it is an object with fixed ones. */
  readonly keys: readonly string[];
  /** The words, when only certain ones may stand there. */
  readonly words: readonly string[];
  /** Whether a number of some range may stand there. */
  readonly numeric: boolean;
}

function bare(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional ? bare(schema.unwrap()) : schema;
}

function member(schema: z.core.$ZodType | undefined, key: string | number): z.core.$ZodType | undefined {
  const outer = bare(schema);
  if (outer instanceof z.ZodObject) return Object.hasOwn(outer.shape, key) ? (outer.shape[key] as z.ZodType) : undefined;
  if (outer instanceof z.ZodRecord) return outer.valueType;
  return outer instanceof z.ZodArray ? outer.element : undefined;
}

function wordsOf(schema: z.core.$ZodType | undefined): readonly string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
  return schema instanceof z.ZodUnion ? schema.options.flatMap(wordsOf) : [];
}

function isNumeric(schema: z.core.$ZodType | undefined): boolean {
  return schema instanceof z.ZodNumber || (schema instanceof z.ZodUnion && schema.options.some(isNumeric));
}

/** Looks a place up; any name does for `hosts.NAME` and `app.env.NAME`. */
export function fieldAt(path: Path): Field {
  const schema = bare(path.reduce<z.core.$ZodType | undefined>(member, configSchema));
  const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const written = schema === undefined ? undefined : fields.get(schema)?.allowed;
  return { allowed: written ?? `an object with the keys ${keys.join(", ")}`, keys, words: wordsOf(schema), numeric: isNumeric(schema) };
}

/** The keys at the top, and below each of them: to say where a misplaced key belongs. */
export const SECTIONS: readonly string[] = Object.keys(configSchema.shape);
