import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import { PARTS } from "../../src/catalog/registry.ts";

/** Parts that are called like general things, or like the protocol that they speak. */
const GENERAL = new Set(["acme", "app", "backup", "backup-store", "base", "console", "forward", "openssh", "probe", "remote-write"]);
/** What else the software of parts is called. */
const ALIASES = ["mysql", "wsrep", "garbd?", "smtpctl", "restic"];

/** Files that list the parts, and what they add to the types. */
const LISTS_OF_PARTS = ["src/catalog/registry.ts", "src/index.ts"];

/** Files that name software all the same, and why. */
const STILL_NAMED: Readonly<Record<string, string>> = {
  "src/config/starter.ts": "writes a file in the language, of which the name of the engine is a word",
  "src/lab/image-recipe.ts": "lists Debian packages that a lab's machines have whatever the file says",
};

/** Names that are exported twice, and why. */
const TWICE: Readonly<Record<string, string>> = {
  App: "a component of the page is called like what it shows",
  Rule: "a rule of the language of the file, and one of check",
  hostNames: "a rule on the names of hosts, and the names",
  list: "kinds of fields, and of blocks in explanations, are called like what they hold",
  listed: "names from the file are shown as they were written",
  namesOf: "of an infrastructure, and of a draft that may be broken",
  text: "kinds of fields are called like what they hold; util's tags templates",
};

const sources = ["src", "console/src"]
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`))
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .sort()
  .map((path) => ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ESNext, true));

const placeOf = (file: ts.SourceFile, position: number): string =>
  `${file.fileName}:${file.getLineAndCharacterOfPosition(position).line + 1}`;

// In comments, too: what is general is said in general words.
test("software is named by its part alone", () => {
  const names = PARTS.map((part) => part.name).filter((name) => !GENERAL.has(name));
  const pattern = new RegExp([...names.map((name) => name.replaceAll("-", "[-_ ]?")), ...ALIASES].join("|"), "gi");
  const outside = sources.filter(({ fileName }) => !fileName.startsWith("src/parts/") && !LISTS_OF_PARTS.includes(fileName));
  const places = outside.flatMap((file) =>
    [...file.text.matchAll(pattern)].map((match) => ({ file: file.fileName, place: `${placeOf(file, match.index)}: ${match[0]}` })),
  );
  expect(places.filter(({ file }) => STILL_NAMED[file] === undefined).map(({ place }) => place)).toEqual([]);
  // Whatever no longer names any leaves the list, lest the names come back.
  expect(Object.keys(STILL_NAMED).filter((path) => !places.some(({ file }) => file === path))).toEqual([]);
});

test("one name is one thing", () => {
  const places = new Map<string, string[]>();
  for (const file of sources) {
    for (const statement of file.statements) {
      const exported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some((it) => it.kind === ts.SyntaxKind.ExportKeyword);
      if (!exported) continue;
      const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement as ts.DeclarationStatement];
      // A type and its values may share a name within a file.
      for (const { name } of declared) {
        if (name === undefined || !ts.isIdentifier(name)) continue;
        const its = places.get(name.text) ?? [];
        if (!its.some((place) => place.startsWith(`${file.fileName}:`))) its.push(placeOf(file, name.getStart(file)));
        places.set(name.text, its);
      }
    }
  }
  const twice = [...places].filter(([, its]) => its.length > 1);
  expect(twice.filter(([name]) => TWICE[name] === undefined).map(([name, its]) => `${name}: ${its.join(", ")}`)).toEqual([]);
  const names = twice.map(([name]) => name);
  expect(Object.keys(TWICE).filter((name) => !names.includes(name))).toEqual([]);
});
