import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import SharedFirst, { SHARED } from "./test/shared-first.ts";

const files = (...names: readonly string[]): string[] => names.map((name) => `test/e2e/${name}.test.ts`);

/** What measures times that a machine which is busy with another of them would change, or uses the shared whiteboard: they run one by one. */
const ALONE = files("fortress", "galera", "limits", ...SHARED);

/** What takes too long for `npm test`; other files have tests of that kind (`test/fixtures/all.ts`). */
const SLOW = files(
  "acme",
  "backup",
  "cache",
  "destinations",
  "examples",
  "galera",
  "grow",
  "latency",
  "lies",
  "operation",
  "package",
  "patch",
  "promote",
  "secure",
);
const all = process.env.BARTIZAN_TEST_ALL === "1";
const named = process.argv.some((word) => word.includes("test/e2e/"));
const left = all || named ? [] : SLOW;

const alias = { bartizan: fileURLToPath(new URL("./src/index.ts", import.meta.url)) };

/** As the build does: programs for hosts are texts. */
const plugins = [
  {
    name: "programs-are-texts",
    enforce: "pre" as const,
    transform: (code: string, id: string) => (/\.(sh|awk)$/.test(id) ? `export default ${JSON.stringify(code)};` : undefined),
  },
];

export default defineConfig({
  test: {
    sequence: { sequencer: SharedFirst },
    // A run takes an hour: what has failed is said at once, not at its end alone, which one that is stopped never sees.
    reporters: ["default", "./test/failures-at-once.ts", ...(all ? ["./test/note-results.ts"] : [])],
    projects: [
      {
        plugins,
        resolve: { alias },
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "console/src/**/*.test.ts", "test/{golden,cases,contract,unit}/**/*.test.ts"],
          // All cores: vitest leaves one of them to itself otherwise, and does nothing with it.
          maxWorkers: availableParallelism(),
          // Half of the time goes into reading the same modules for each file otherwise. None of them keeps anything from test to test.
          isolate: false,
          testTimeout: 180_000,
        },
      },
      {
        plugins,
        resolve: { alias },
        test: {
          name: "e2e",
          include: ALONE,
          exclude: left,
          sequence: { groupOrder: 1 },
          setupFiles: ["test/e2e/support/not-shared.ts"],
          globalSetup: ["test/e2e/support/shared.ts"],
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        plugins,
        resolve: { alias },
        test: {
          name: "e2e-together",
          include: ["test/e2e/**/*.test.ts"],
          exclude: [...ALONE, ...left],
          sequence: { groupOrder: 2 },
          setupFiles: ["test/e2e/support/not-shared.ts"],
          globalSetup: ["test/e2e/support/shared.ts"],
          maxWorkers: Math.min(2, availableParallelism()),
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
