import { expect, test } from "vitest";
import { whiteboard } from "../fixtures/whiteboard.ts";
import { variantOf } from "../fixtures/written.ts";

test("what is written down of an infrastructure resolves to it again", () => {
  expect(variantOf(whiteboard)([])).toEqual(whiteboard);
});
