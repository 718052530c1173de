import * as z from "zod";
import { FAILING, ROLES } from "../../catalog/roles.ts";
import { integer, list, number, oneOf, positive, ruled, text } from "../../language/field.ts";
import { twice } from "../../language/once.ts";
import { maybe } from "../../language/provenance.ts";
import { section } from "../../language/section.ts";
import { currencyRule, dateRule, findingRule, sentenceRule, shareRule } from "../../language/texts.ts";
import type { Failing } from "../../model/infrastructure.ts";
import { meanTimes, resolveMeanTimes } from "../mean-times.ts";
import { dependencyNames } from "../rules/dependencies.ts";

// What the infrastructure is to hold to, what it rests on, and what it costs.

export const objectivesSection = section({
  key: "objectives",
  place: 100,
  schema: () =>
    z
      .strictObject({
        availability: ruled("a number between 0 and 1, such as 0.999", z.number(), shareRule).optional(),
        peakQps: positive("requests a second").optional(),
        peakConnections: integer(1, 1_000_000).optional(),
        recoveryPointSeconds: number("seconds, 0 or more", 0).optional(),
        recoveryTimeSeconds: number("seconds, 0 or more", 0).optional(),
      })
      .optional(),
  resolve: (config, _site, { optional }) => ({
    ...optional("objectives", "availability", config?.availability),
    ...optional("objectives", "peakQps", config?.peakQps),
    ...optional("objectives", "peakConnections", config?.peakConnections),
    ...optional("objectives", "recoveryPointSeconds", config?.recoveryPointSeconds),
    ...optional("objectives", "recoveryTimeSeconds", config?.recoveryTimeSeconds),
  }),
});

export const dependenciesSection = section({
  key: "dependencies",
  place: 110,
  schema: () => {
    const dependency = z.strictObject({ neededBy: oneOf(["site", ...ROLES]), reliability: meanTimes().optional() });
    return ruled("dependencies by name", z.record(z.string(), dependency)).optional();
  },
  resolve: (config, _site, book) =>
    Object.entries(config ?? {}).map(([name, { neededBy, reliability: times }]) => ({
      name,
      neededBy: book.file(`dependencies.${name}.neededBy`, neededBy),
      ...maybe("reliability", times && resolveMeanTimes(`dependencies.${name}.reliability`, times, book)),
    })),
  rules: [dependencyNames],
});

const optionalTimes = () => meanTimes().optional();

export const reliabilitySection = section({
  key: "reliability",
  place: 120,
  schema: () =>
    z
      .strictObject(Object.fromEntries(FAILING.map((kind) => [kind, optionalTimes()])) as Record<Failing, ReturnType<typeof optionalTimes>>)
      .optional(),
  resolve: (config, _site, book) =>
    Object.fromEntries(
      FAILING.flatMap((failing) => {
        const times = config?.[failing];
        return times === undefined ? [] : [[failing, resolveMeanTimes(`reliability.${failing}`, times, book)] as const];
      }),
    ),
});

export const costsSection = section({
  key: "costs",
  place: 130,
  schema: () =>
    z
      .strictObject({
        currency: text('three capital letters (ISO 4217), such as "EUR"', currencyRule),
        hostPerMonth: number("a number, 0 or more", 0),
      })
      .optional(),
  resolve: (config, _site, { file }) =>
    config && { currency: file("costs.currency", config.currency), hostPerMonth: file("costs.hostPerMonth", config.hostPerMonth) },
});

const waiver = z.strictObject({
  finding: text("the identity of a finding, such as `plaintext-hop@lb1->srv1`", findingRule),
  reason: text("a sentence in one line", sentenceRule),
  owner: text("who answers for it, in one line", sentenceRule),
  until: text("a date, YYYY-MM-DD", dateRule),
});

export const waiversSection = section({
  key: "waivers",
  place: 140,
  schema: () => list("a list of waivers, each made by waive(...)", waiver).optional(),
  defaults: { waivers: { value: [], reason: "every finding counts" } },
  resolve: (written, _site, { file, orDefault }) => {
    if (written === undefined || written.length === 0) orDefault("waivers", written && []);
    return (written ?? []).map(({ finding, reason, owner, until }, index) => {
      const place = `waivers[${index}]`;
      return {
        finding: file(`${place}.finding`, finding),
        reason: file(`${place}.reason`, reason),
        owner: file(`${place}.owner`, owner),
        until: file(`${place}.until`, until),
      };
    });
  },
  rules: [({ draft }) => twice(["waivers"], draft.waivers, ({ finding }) => finding)],
});
