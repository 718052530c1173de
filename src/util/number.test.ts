import { expect, test } from "vitest";
import { counted, grouped } from "./number.ts";

test("thousands are apart, fractions are not", () => {
  expect([0, 999, 1000, 1_234_567].map((it) => grouped(it))).toEqual(["0", "999", "1,000", "1,234,567"]);
  expect([grouped(1234.5678, 2), grouped(0.00012345, 8), grouped(-1234.5, 1)]).toEqual(["1,234.57", "0.00012345", "-1,234.5"]);
});

test("one is singular", () => {
  expect([0, 1, 2, 1000].map((it) => counted(it, "host"))).toEqual(["0 hosts", "1 host", "2 hosts", "1,000 hosts"]);
});
