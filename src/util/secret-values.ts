/** Where the values of secrets are, apart from the objects that are passed around. Only `secret.ts` and `reveal.ts` import it. */
export const secretValues = new WeakMap<object, string>();
