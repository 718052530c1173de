import { inspect } from "node:util";
import { secretValues } from "./secret-values.ts";

/** A value that never shows itself: as string, as JSON and under inspection it reads `[secret NAME]`. */
export class Secret {
  readonly name: string;

  constructor(name: string, value: string) {
    this.name = name;
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
