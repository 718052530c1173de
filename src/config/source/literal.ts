import { ts } from "ts-morph";

/** What a config is written with. */
export type Literal = ts.ObjectLiteralExpression | ts.ArrayLiteralExpression;

/** More links than this in a chain of names is a ring. */
const LONGEST_CHAIN = 50;

/** The expression that the file exports by default, as it stands; undefined where none can be seen. */
export function exportedExpression(file: ts.SourceFile): ts.Expression | undefined {
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement)) return statement.expression;
    if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause)) {
      const element = statement.exportClause.elements.find((it) => it.name.text === "default");
      const local = element?.propertyName ?? element?.name;
      if (local !== undefined && ts.isIdentifier(local)) return declared(file, local.text)?.initializer;
    }
  }
  return undefined;
}

/**
 * What an expression comes down to, as far as this file tells: through parentheses, types, constants of the file and functions
 * that return what they are given.
 */
export function resolved(expression: ts.Expression, file: ts.SourceFile): ts.Expression {
  let here = expression;
  for (let links = 0; links < LONGEST_CHAIN; links += 1) {
    const next = inner(here) ?? (ts.isIdentifier(here) ? declared(file, here.text)?.initializer : undefined);
    if (next === undefined) return here;
    here = next;
  }
  return here;
}

/** The same, but names are left as they are. */
export function unwrapped(expression: ts.Expression): ts.Expression {
  let here = expression;
  for (let next = inner(here); next !== undefined; next = inner(here)) here = next;
  return here;
}

function inner(node: ts.Expression): ts.Expression | undefined {
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isNonNullExpression(node)
  ) {
    return node.expression;
  }
  return ts.isCallExpression(node) && passesThrough(node) ? node.arguments[0] : undefined;
}

/** `defineInfrastructure`, also as a member of the package's namespace, and `Object.freeze`. */
function passesThrough(call: ts.CallExpression): boolean {
  return wordOf(call) === "defineInfrastructure" || call.expression.getText() === "Object.freeze";
}

/** What the package calls a name that the file imports, as in `import { defineInfrastructure as define }`. */
function importedName(name: ts.Identifier): string | undefined {
  for (const specifier of packageImports(name.getSourceFile())) {
    if (specifier.name.text === name.text) return (specifier.propertyName ?? specifier.name).text;
  }
  return undefined;
}

/** The names that the file imports from the package, types aside. */
export function packageImports(file: ts.SourceFile): readonly ts.ImportSpecifier[] {
  return packageDeclarations(file).flatMap((it) => {
    const bindings = it.importClause?.namedBindings;
    return bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.filter((element) => !element.isTypeOnly) : [];
  });
}

/** The import statements that name the package, those of types aside. */
export function packageDeclarations(file: ts.SourceFile): readonly ts.ImportDeclaration[] {
  return file.statements.filter(
    (it): it is ts.ImportDeclaration =>
      ts.isImportDeclaration(it) &&
      ts.isStringLiteral(it.moduleSpecifier) &&
      it.moduleSpecifier.text === "bartizan" &&
      it.importClause?.isTypeOnly !== true,
  );
}

/** The declaration of a variable at the top of the file. */
export function declared(file: ts.SourceFile, name: string): ts.VariableDeclaration | undefined {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const found = statement.declarationList.declarations.find((it) => ts.isIdentifier(it.name) && it.name.text === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How often a variable is used, its declaration aside. */
export function usesOf(file: ts.SourceFile, name: string): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && !isLabel(node)) count += 1;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return count;
}

/** Whether an identifier only names a declaration or a member. */
function isLabel(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name === node;
  return ts.isPropertyAccessExpression(parent) && parent.name === node;
}

/** Whether the expression is a value written out, with nothing computed in it and no comment that would be lost with it. */
export function isWrittenOut(expression: ts.Expression, file: ts.SourceFile): boolean {
  const node = unwrapped(expression);
  if (isScalar(node)) return true;
  if (!isLiteral(node)) return ts.isCallExpression(node) && isWord(node, file);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every((element) => isWrittenOut(element, file)) && !hasComment(node, file);
  return node.properties.every((it) => ts.isPropertyAssignment(it) && isWrittenOut(it.initializer, file)) && !hasComment(node, file);
}

function isScalar(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return true;
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  return node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword || node.getText() === "undefined";
}

/** `secret("NAME")` and `waive(...)`: words of the language. */
function isWord(node: ts.CallExpression, file: ts.SourceFile): boolean {
  const word = wordOf(node);
  return (word === "secret" || word === "waive") && node.arguments.every((it) => isWrittenOut(it, file));
}

/** What the package calls the function that is called here, if it is one of the package's. */
export function wordOf({ expression }: ts.CallExpression): string | undefined {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? (importedName(expression) ?? expression.text) : undefined;
}

export function isLiteral(node: ts.Expression): node is Literal {
  return ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node);
}

/** Whether a comment stands somewhere between the brackets. */
export function hasComment(node: ts.Node, file: ts.SourceFile): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, file.text, undefined, node.getStart(file));
  for (let token = scanner.scan(); scanner.getTokenStart() < node.end; token = scanner.scan()) {
    if (token === ts.SyntaxKind.SingleLineCommentTrivia || token === ts.SyntaxKind.MultiLineCommentTrivia) return true;
    if (token === ts.SyntaxKind.EndOfFileToken) return false;
  }
  return false;
}
