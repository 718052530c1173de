import * as z from "zod";
import type { Rule } from "../../language/fault.ts";
import { list, ruled, text } from "../../language/field.ts";
import { section } from "../../language/section.ts";
import { domainRule, nearDomain } from "../../language/values.ts";
import { quoted } from "../../util/quoted.ts";
import { aliasesOnce, noWildcardAsked } from "../rules/aliases.ts";

const aliasRule: Rule<string> = (value) => {
  const [star, name] = value.startsWith("*.") ? ["*.", value.slice(2)] : ["", value];
  if (domainRule(name) === undefined) return undefined;
  const near = nearDomain(name);
  return { code: "BZ_CONFIG_DOMAIN", ...(near === undefined ? {} : { mend: `Write ${quoted(star + near)}.` }) };
};

const alias = z.strictObject({
  name: text('a DNS name, such as "example.com" or "*.example.com"', aliasRule),
  redirect: ruled("301 or 308", z.union([z.literal(301), z.literal(308)])).optional(),
});

export const aliasesSection = section({
  key: "aliases",
  place: -10,
  schema: () => list("a list of names: { name, redirect }", alias).optional(),
  defaults: { aliases: { value: [], reason: "the domain is the only name" } },
  resolve: (written, _site, { file, optional, orDefault }) => {
    if (written === undefined || written.length === 0) orDefault("aliases", written && []);
    return (written ?? []).map((it, index) => ({
      name: file(`aliases[${index}].name`, it.name),
      ...optional(`aliases[${index}]`, "redirect", it.redirect),
    }));
  },
  rules: [aliasesOnce, noWildcardAsked],
});
