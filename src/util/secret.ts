import { inspect } from "node:util";
import { secretValues } from "./secret-values.ts";

/** A value that never shows itself: as string, as JSON and under inspection it reads `[secret NAME]`. */
export class Secret {
  readonly name: string;
  /** Nobody gave it: the value is made up, for a lab. */
  readonly madeUp: boolean;
  /** It is there, and this operator may not read it: what holds it stays as it is. */
  readonly locked: boolean;

  constructor(name: string, value: string | undefined, madeUp = false) {
    this.name = name;
    this.madeUp = madeUp;
    this.locked = value === undefined;
    if (value !== undefined) secretValues.set(this, value);
    Object.freeze(this);
  }

  toString(): string {
    return `[secret ${this.name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** Whether any of these names is of one that may not be read. */
export function anyLocked(names: readonly string[], secrets: Secrets): boolean {
  return names.some((name) => secrets.get(name)?.locked === true);
}

/** The secrets of an infrastructure, by name. */
export type Secrets = ReadonlyMap<string, Secret>;
