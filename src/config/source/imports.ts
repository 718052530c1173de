import { ts } from "ts-morph";
import type { ConfigValue, Edit } from "../../model/edit.ts";
import { declared, packageDeclarations, packageImports } from "./literal.ts";
import { spliced } from "./splice.ts";
import { isSecret } from "./write-value.ts";

/** What the package calls the function that names a secret. */
const SECRET = "secret";

/** What `secret` is called in the file, and the text in which it is imported if one of the edits has use for it. */
export function withSecretImport(
  file: ts.SourceFile,
  edits: readonly Edit[],
): { readonly text: string; readonly secret: string | undefined } {
  const { text } = file;
  const imports = packageImports(file);
  const known = imports.find((it) => (it.propertyName ?? it.name).text === SECRET);
  if (known !== undefined) return { text, secret: known.name.text };
  for (const declaration of packageDeclarations(file)) {
    const bindings = declaration.importClause?.namedBindings;
    if (bindings !== undefined && ts.isNamespaceImport(bindings)) return { text, secret: `${bindings.name.text}.${SECRET}` };
  }
  const first = imports[0];
  const taken = declared(file, SECRET) !== undefined || imports.some((it) => it.name.text === SECRET);
  if (first === undefined || taken || !edits.some((edit) => edit.value !== undefined && namesSecret(edit.value)))
    return { text, secret: undefined };
  // In the order of the alphabet, as formatters sort them.
  const before = imports.filter((it) => it.parent === first.parent).findLast((it) => it.name.text < SECRET);
  const splice =
    before === undefined
      ? { start: first.getStart(file), end: first.getStart(file), text: `${SECRET}, ` }
      : { start: before.end, end: before.end, text: `, ${SECRET}` };
  return { text: spliced(text, [splice]), secret: SECRET };
}

function namesSecret(value: ConfigValue): boolean {
  if (isSecret(value)) return true;
  return typeof value === "object" && Object.values(value).some(namesSecret);
}
