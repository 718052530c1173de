import { inspect } from "node:util";

const values = new WeakMap<Secret, string>();

/** A value that never shows itself: as string, as JSON and under inspection it reads `[secret NAME]`. */
export class Secret {
  readonly name: string;

  constructor(name: string, value: string) {
    this.name = name;
    values.set(this, value);
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

/** The value itself. Only `state/` (to hash and to script) and the secret store may call this; the layer check sees to it. */
export function reveal(secret: Secret): string {
  const value = values.get(secret);
  if (value === undefined) throw new TypeError(`secret ${secret.name} holds no value`);
  return value;
}
