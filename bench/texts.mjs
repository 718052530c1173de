import { register } from "node:module";

// What the bundle has as texts, programs for hosts, Node is told to read as texts where a bench loads single files of the build.
const hooks = `import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
export async function load(url, context, next) {
  if (!/\\.(sh|awk)$/.test(url)) return next(url, context);
  const text = readFileSync(fileURLToPath(url), "utf8");
  return { format: "module", shortCircuit: true, source: "export default " + JSON.stringify(text) };
}`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
