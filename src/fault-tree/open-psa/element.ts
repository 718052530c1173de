import { SaxesParser } from "saxes";
import { fail } from "../../util/errors.ts";

/** An element of an XML document; text is left out, for the format has none that counts. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** File and line, as in `tree.xml:12`. */
  readonly at: string;
}

/** No model that people wrote is nested deeper; what reads the elements may recurse this far. */
const DEEPEST = 200;

/** Reads a document to its root element. Entities other than XML's own five are not expanded, but refused. */
export function parseXml(xml: string, where: string): Element {
  const parser = new SaxesParser<{ readonly xmlns: false }>({ xmlns: false });
  const roots: Element[] = [];
  const open: Element[][] = [roots];
  parser.on("error", (cause) => {
    throw fail("BZ_FAULT_TREE_XML", { where, found: cause.message, cause });
  });
  parser.on("opentag", ({ name, attributes }) => {
    const children: Element[] = [];
    const element: Element = { name, attributes, children, at: `${where}:${parser.line}` };
    if (open.length > DEEPEST) {
      throw fail("BZ_FAULT_TREE_XML", { where: element.at, found: `elements nested more than ${DEEPEST} deep` });
    }
    open.at(-1)?.push(element);
    open.push(children);
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.write(xml).close();
  const [root] = roots;
  if (root === undefined) throw fail("BZ_FAULT_TREE_XML", { where, found: "no element" });
  return root;
}
