import { fail } from "../../util/errors.ts";
import type { Element } from "./element.ts";

/** Hours for which the system works, where a model says `system-mission-time` and no more: a year, as other engines take it. */
const MISSION_HOURS = 8760;

/** The functions that are known, with how many arguments they take. Of a distribution we take the mean. */
const FUNCTIONS: Readonly<Record<string, readonly [fewest: number, most: number, of: (...values: readonly number[]) => number]>> = {
  neg: [1, 1, (a = 0) => -a],
  add: [2, Number.POSITIVE_INFINITY, (...all) => all.reduce((a, b) => a + b)],
  sub: [2, Number.POSITIVE_INFINITY, (...all) => all.reduce((a, b) => a - b)],
  mul: [2, Number.POSITIVE_INFINITY, (...all) => all.reduce((a, b) => a * b)],
  div: [2, Number.POSITIVE_INFINITY, (...all) => all.reduce((a, b) => a / b)],
  exp: [1, 1, (a = 0) => Math.exp(a)],
  log: [1, 1, (a = 0) => Math.log(a)],
  sqrt: [1, 1, (a = 0) => Math.sqrt(a)],
  pow: [2, 2, (a = 0, b = 0) => a ** b],
  min: [1, Number.POSITIVE_INFINITY, Math.min],
  max: [1, Number.POSITIVE_INFINITY, Math.max],
  pi: [0, 0, () => Math.PI],
  "system-mission-time": [0, 0, () => MISSION_HOURS],
  exponential: [2, 2, (rate = 0, time = 0) => -Math.expm1(-rate * time)],
  Weibull: [4, 4, (scale = 1, shape = 1, start = 0, time = 0) => (time <= start ? 0 : -Math.expm1(-(((time - start) / scale) ** shape)))],
  GLM: [4, 4, repairable],
  "uniform-deviate": [2, 2, (low = 0, high = 0) => (low + high) / 2],
  "normal-deviate": [2, 2, (mean = 0) => mean],
  "lognormal-deviate": [2, 3, (first = 0, second = 0, level) => (level === undefined ? Math.exp(first + second ** 2 / 2) : first)],
  "gamma-deviate": [2, 2, (shape = 0, scale = 0) => shape * scale],
  "beta-deviate": [2, 2, (alpha = 0, beta = 1) => alpha / (alpha + beta)],
};

/** Fails on demand with `onDemand`, then at a rate, and is repaired at a rate; chance to be down after `time`. */
function repairable(onDemand = 0, failure = 0, repair = 0, time = 0): number {
  const rate = failure + repair;
  return (failure - (failure - onDemand * rate) * Math.exp(-rate * time)) / rate;
}

/** Works out an expression; `parameter` gives the value of a parameter by its name. */
export function evaluate(expression: Element, parameter: (name: string, at: string) => number): number {
  const { name, attributes, children, at } = expression;
  if (name === "float" || name === "int") return numberOf(attributes.value, at);
  if (name === "bool") return attributes.value === "true" ? 1 : 0;
  if (name === "parameter") return parameter(attributes.name ?? "", at);
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined) {
    const allowed = `float, int, bool, parameter, ${Object.keys(FUNCTIONS).join(", ")}`;
    throw fail("BZ_FAULT_TREE_UNSUPPORTED", { where: at, found: `the expression <${name}>`, allowed });
  }
  const [fewest, most, of] = known;
  if (children.length < fewest || children.length > most) {
    const allowed = fewest === most ? String(fewest) : `${fewest} or more`;
    throw fail("BZ_FAULT_TREE_UNSUPPORTED", { where: at, found: `<${name}> of ${children.length} arguments`, allowed });
  }
  return of(...children.map((child) => evaluate(child, parameter)));
}

function numberOf(value: string | undefined, at: string): number {
  const number = value === undefined || value.trim() === "" ? Number.NaN : Number(value);
  if (Number.isFinite(number)) return number;
  throw fail("BZ_FAULT_TREE_PROBABILITY", { where: at, found: value ?? "no value", allowed: "a number" });
}
