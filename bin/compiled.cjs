"use strict";
// Loads the bundle with the code that V8 made of its chunks at an earlier run (code caching, vm.Script): compiling is half of what loading
// them takes, and most runs load the same. It is kept beside the chunks, which a build or an installation replaces as a whole; V8 refuses what
// another version of it has made.
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { basename, dirname, join } = require("node:path");
const { constants, Script } = require("node:vm");

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Keeps the code of these scripts, by the names of their chunks. Whoever may not write here does without. */
function keep(folder, scripts) {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, script] of scripts) {
      const file = join(folder, name);
      writeFileSync(`${file}.${process.pid}`, script.createCachedData());
      renameSync(`${file}.${process.pid}`, file);
    }
  } catch {}
}

exports.load = function load(entry) {
  const chunks = dirname(entry);
  const folder = join(chunks, "compiled");
  const missing = new Map();
  const compile = Module.prototype._compile;
  Module.prototype._compile = function compileChunk(text, filename, ...more) {
    if (dirname(filename) !== chunks) return compile.call(this, text, filename, ...more);
    const name = basename(filename);
    const cachedData = read(join(folder, name));
    const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    const script = new Script(Module.wrap(text), { filename, cachedData, importModuleDynamically });
    if (cachedData === undefined || script.cachedDataRejected) missing.set(name, script);
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, Module.createRequire(filename), this, filename, chunks);
  };
  process.once("exit", () => {
    if (missing.size > 0) keep(folder, missing);
  });
  require(entry);
};
