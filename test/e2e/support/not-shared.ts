import { beforeAll, expect } from "vitest";
import { usesShared } from "../../shared-first.ts";
import { downShared } from "./shared.ts";

beforeAll(async () => {
  if (!usesShared(expect.getState().testPath ?? "")) await downShared();
});
