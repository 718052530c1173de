import { inspect } from "node:util";
import { secretValues } from "./secret-values.ts";

/** A value that never shows itself: as string, as JSON and under inspection it reads `[secret NAME]`. */
export class Secret {
  readonly name: string;
  /** Nobody gave it: the value is made up, for a lab. */
  readonly madeUp: boolean;

  constructor(name: string, value: string, madeUp = false) {
    this.name = name;
    this.madeUp = madeUp;
    secretValues.set(this, value);
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

/** The secrets of an infrastructure, by name. */
export type Secrets = ReadonlyMap<string, Secret>;
