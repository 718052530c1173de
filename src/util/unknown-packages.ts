import { BartizanError, problem } from "./errors.ts";
import { nearest } from "./suggest.ts";

/** What apt-get(8) and mmdebstrap(1) say of names that they do not know, as an error with the names that may be meant; undefined when they say no such thing. */
export function unknownPackages(output: string, known: readonly string[]): BartizanError | undefined {
  const said = [
    ...output.matchAll(/Unable to locate package (\S+)/g),
    ...output.matchAll(/Package '?(\S+?)'? has no installation candidate/g),
  ];
  const names = [...new Set(said.flatMap(([, name]) => name ?? []))];
  if (names.length === 0) return undefined;
  return new BartizanError(
    names.map((name) => {
      const near = nearest(name, known);
      return problem("BZ_PACKAGE_UNKNOWN", {
        where: `package ${name}`,
        ...(near === undefined ? {} : { mend: `Did you mean ${near}?` }),
      });
    }),
  );
}
