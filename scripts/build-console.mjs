// The console's page: one script, one style sheet, one document, in dist/console. Runs after tsc, which makes the picture's style sheet.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { styleSheet } from "../dist/draw/theme.js";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const require = createRequire(import.meta.url);

mkdirSync(at("dist/console"), { recursive: true });
const bundle = await rolldown({
  input: at("console/src/main.tsx"),
  platform: "browser",
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
copyFileSync(at("console/index.html"), at("dist/console/index.html"));
