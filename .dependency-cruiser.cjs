// The folder says the layer; imports point downwards only.
const layers = ["util", "event", "config", "model", "state", "parts", "check", "draw", "transport", "lab", "engine", "cli"];
// What a layer may import besides those of `util` and itself. `lab` and `engine` stand side by side.
const allowed = {
  util: [],
  event: ["util"],
  model: ["util"],
  config: ["model", "util"],
  state: ["model", "util"],
  parts: ["state", "model", "util"],
  check: ["parts", "model", "util"],
  draw: ["check", "parts", "model", "util"],
  transport: ["util"],
  lab: ["transport", "model", "util", "event"],
  engine: ["transport", "parts", "state", "model", "event", "util"],
  cli: ["lab", "engine", "transport", "draw", "check", "parts", "state", "model", "config", "event", "util"],
};
const pure = "^src/(model|state|parts|event|check|draw)/";

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(allowed).map(([layer, below]) => ({
      name: `layer-${layer}`,
      comment: `${layer}/ may import only from ${[layer, ...below].join(", ")}`,
      severity: "error",
      from: { path: `^src/${layer}/` },
      to: { path: `^src/(${layers.filter((other) => other !== layer && !below.includes(other)).join("|")})/` },
    })),
    {
      name: "pure-layers-have-no-effects",
      severity: "error",
      from: { path: pure, pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|util|net)$" },
    },
    {
      name: "secrets-are-revealed-in-few-places",
      severity: "error",
      from: { path: "^src/(cli|config|model|parts|check|event|lab)/" },
      to: { path: "^src/util/reveal\\.ts$" },
    },
    {
      name: "console-is-a-page",
      comment: "console/ runs in a browser: it may import pure code that needs no more than util and model",
      severity: "error",
      from: { path: "^console/" },
      to: { path: "^src/", pathNot: "^src/(model|event|util|parts/(observe|console))/" },
    },
    {
      name: "the-page-is-not-loaded-by-the-program",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^console/" },
    },
    {
      name: "render-prints-only",
      severity: "error",
      from: { path: "^src/cli/render/" },
      to: { path: "^src/(engine|lab|transport)/", dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "\\.test\\.ts$" },
  },
};
