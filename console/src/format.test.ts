import { describe, expect, it } from "vitest";
import { clock, duration, format, percent, short } from "./format.ts";

describe("numbers", () => {
  it.each([
    [0, "0"],
    [0.004567, "0.0046"],
    [3.08, "3.1"],
    [12.345, "12.3"],
    [199.6, "200"],
    [9999, "9999"],
    [12_345, "12.3 k"],
    [4_294_967_296, "4.3 G"],
    [-1500, "-1500"],
  ])("%d is %s", (value, text) => expect(short(value)).toBe(text));

  it.each([
    [0, "0 s"],
    [0.0042, "4.2 ms"],
    [0.25, "250 ms"],
    [90, "90 s"],
    [600, "10 min"],
    [7200, "2 h"],
    [200_000, "2 d"],
  ])("%d seconds are %s", (value, text) => expect(duration(value)).toBe(text));

  it.each([
    [0, "0 %"],
    [0.00001, "< 0.01 %"],
    [0.0123, "1.23 %"],
    [0.5, "50 %"],
    [1, "100 %"],
  ])("%d of all is %s", (value, text) => expect(percent(value)).toBe(text));

  it("say their unit, and that there is none", () => {
    expect(format(1_500_000, "bytesPerSecond")).toBe("1.5 MB/s");
    expect(format(200, "perSecond")).toBe("200/s");
    expect(format(88.4, "days")).toBe("88.4 d");
    expect(format(1, "flag")).toBe("yes");
    for (const nothing of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) expect(format(nothing, "count")).toBe("–");
  });
});

it("says the day of a moment that is not today's", () => {
  const noon = new Date(2026, 10, 22, 12, 0, 5).getTime() / 1000;
  expect(clock(noon, noon + 60)).toBe("12:00:05");
  expect(clock(noon, noon + 86_400)).toMatch(/22.*12:00:05/);
});
