import * as z from "zod";
import type { Rule } from "./fault.ts";
import * as rules from "./values.ts";

/** What is allowed in a field, for people; messages and the reference are made from it. */
export const fields = z.registry<{ readonly allowed: string }>();

/** A type with its rule; the fault travels in the issue. */
export function ruled<S extends z.ZodType>(allowed: string, schema: S, rule?: Rule<z.output<S>>): S {
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

export const text = (allowed: string, rule?: Rule<string>) => ruled(allowed, z.string(), rule);
export const integer = (min: number, max: number) => ruled(`a whole number from ${min} to ${max}`, z.int().min(min).max(max));
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  ruled(values.map((value) => JSON.stringify(value)).join(", "), z.enum(values));
export const list = <S extends z.ZodType>(allowed: string, element: S) => ruled(allowed, z.array(element));
export const address = (family: 4 | 6, keys: Readonly<Record<4 | 6, string>>) =>
  text(`an IPv${family} address, such as ${family === 4 ? '"10.0.0.5"' : '"2001:db8::5"'}`, rules.addressRule(family, keys));
export const folder = (allowed: string) =>
  text(`${allowed}: a relative path without "..", of letters, digits and . _ @ + -`, rules.folderRule);

export const onOff = () => ruled("true or false", z.boolean());
export const number = (allowed: string, min: number, max?: number) =>
  ruled(allowed, max === undefined ? z.number().min(min) : z.number().min(min).max(max));
export const positive = (unit: string) => ruled(`${unit}, a number greater than 0`, z.number().gt(0));
export const secretReference = () => z.strictObject({ secret: z.string() });
