import { shellWord } from "./shell.ts";

/**
 * A script from a file of its own with its parameters, by the names that it asks for at its beginning (`: "${NAME:?}"`). They stand behind
 * the comment at its head, and before functions that others have as well.
 */
export function withParameters(script: string, parameters: Readonly<Record<string, string>>, functions = ""): string {
  const head = /^(?:#.*\n)*/.exec(script)?.[0] ?? "";
  const asked = [...script.matchAll(/\$\{([A-Z_]+):?\?\}/g)].map(([, name]) => name);
  const given = Object.keys(parameters);
  if (String(asked.sort()) !== String(given.sort())) throw new TypeError(`a script asks for ${asked} and is given ${given}`);
  const lines = Object.entries(parameters).map(([name, value]) => `${name}=${shellWord(value)}\n`);
  return `${head}${lines.join("")}${functions}${script.slice(head.length)}`;
}
