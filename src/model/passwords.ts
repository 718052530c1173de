import type { Infrastructure } from "./infrastructure.ts";

/**
 * How far the passwords of a running site are on the way to others. `announced`: there is a second of each, which servers come to accept.
 * `exchanged`: the second has become the first, which is used, and the former first one is accepted until nobody uses it any more.
 */
export type PasswordChange = "announced" | "exchanged";

const SECOND = ".second";

/** Name, in the vault, of the password that is accepted besides this one while one takes the place of the other. */
export const secondOf = (name: string): string => `${name}${SECOND}`;

/** The name of the password of which this one is the second; nothing for others. */
export const firstPasswordOf = (name: string): string | undefined => (name.endsWith(SECOND) ? name.slice(0, -SECOND.length) : undefined);

/** The names of all passwords that a server is to accept where this one is the right one. */
export function accepted(name: string, { secondPasswords = [] }: Infrastructure): readonly [first: string, second?: string] {
  return secondPasswords.includes(name) ? [name, secondOf(name)] : [name];
}
