import * as z from "zod";
import { fields, text } from "../language/field.ts";
import type { Path } from "../language/path.ts";
import { domainRule } from "../language/values.ts";
import { SECTIONS } from "./sections.ts";
import { nameRule } from "./values.ts";

/** What may stand in a config file. Says what single values must be like; what they must be together is said by the rules of the sections. */
export const configSchema = z.strictObject({
  name: text("a small letter, then up to 30 small letters, digits and hyphens", nameRule),
  domain: text('a DNS name in small letters, such as "www.example.com"', domainRule),
  ...Object.fromEntries(SECTIONS.map(({ key, schema }) => [key, schema()])),
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

/** Looks a place up; any name does for `hosts.NAME`, `app.env.NAME` and the like. */
export function fieldAt(path: Path): Field {
  const schema = bare(path.reduce<z.core.$ZodType | undefined>(member, configSchema));
  const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const written = schema === undefined ? undefined : fields.get(schema)?.allowed;
  return { allowed: written ?? `an object with the keys ${keys.join(", ")}`, keys, words: wordsOf(schema), numeric: isNumeric(schema) };
}

/** The keys at the top, and below each of them: to say where a misplaced key belongs. */
export const KEYS: readonly string[] = Object.keys(configSchema.shape);
