// The console's page: one script, one style sheet, one document, in dist/console. Runs after tsc, which makes the picture's style sheet.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { styleSheet } from "../dist/draw/theme.js";
import { htmlPage } from "../dist/util/html.js";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const require = createRequire(import.meta.url);

mkdirSync(at("dist/console"), { recursive: true });
/** What the page knows of parts: what every one that has a status.ts shows. The rest of them stays out of it. */
const status = {
  name: "status-of-parts",
  resolveId: (id) => (id === "bartizan:status" ? id : null),
  load(id) {
    if (id !== "bartizan:status") return null;
    const parts = readdirSync(at("src/parts")).filter((part) => existsSync(at(`src/parts/${part}/status.ts`)));
    const faces = parts.map((part) => {
      const path = at(`src/parts/${part}/status.ts`);
      return { path, name: /^export const (\w+): StatusFace\b/m.exec(readFileSync(path, "utf8"))?.[1] };
    });
    const imports = faces.map(({ name, path }) => `import { ${name} } from "${path}";`);
    return `${imports.join("\n")}\nexport const STATUS = [${faces.map(({ name }) => name)}].sort((a, b) => a.place - b.place);`;
  },
};

const bundle = await rolldown({
  input: at("console/src/main.tsx"),
  platform: "browser",
  plugins: [status],
  tsconfig: at("console/tsconfig.json"),
  transform: { target: "es2022" },
  logLevel: "warn",
});
await bundle.write({ file: at("dist/console/console.js"), format: "iife", minify: true });
await bundle.close();

const uplot = readFileSync(require.resolve("uplot/dist/uPlot.min.css"), "utf8");
const picture = `${styleSheet("light")}\n:root[data-theme="dark"] {\n${styleSheet("dark")}\n}`;
const sheets = ["page", "lists", "pictures"].map((name) => readFileSync(at(`console/src/styles/${name}.css`), "utf8"));
writeFileSync(at("dist/console/console.css"), [uplot, picture, ...sheets].join("\n"));
const runbooks = readdirSync(at("docs/runbooks"))
  .filter((name) => /^[A-Z]\w*\.md$/.test(name))
  .map((name) => [name.replace(".md", ""), readFileSync(at(`docs/runbooks/${name}`), "utf8")]);
writeFileSync(at("dist/console/runbooks.json"), `${JSON.stringify(Object.fromEntries(runbooks), null, 1)}\n`);
const icon =
  "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%230072b2' d='M2 2h3v2h2V2h2v2h2V2h3v6l-2 2v5H4v-5L2 8z'/%3E%3C/svg%3E";
const links = [
  `<link rel="icon" href="data:image/svg+xml,${icon}">`,
  '<link rel="stylesheet" href="console.css">',
  '<script src="console.js" defer></script>',
];
const body = '<div id="page"></div>\n<noscript>The console needs JavaScript.</noscript>';
writeFileSync(at("dist/console/index.html"), `${htmlPage({ title: "Bartizan", links, body })}\n`);
