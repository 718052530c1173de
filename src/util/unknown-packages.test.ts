import { expect, test } from "vitest";
import { unknownPackages } from "./unknown-packages.ts";

test("apt's words become names that may be meant", () => {
  const error = unknownPackages("Reading...\nE: Unable to locate package nodejss\nE: Unable to locate package zzz-unheard-of", [
    "nodejs",
    "nginx",
  ]);
  expect(String(error)).toContain(
    "BZ_PACKAGE_UNKNOWN at package nodejss: Debian knows no package of this name\n  mend:    Did you mean nodejs?",
  );
  expect(String(error)).toContain("at package zzz-unheard-of");
  expect(String(unknownPackages("E: Package 'python' has no installation candidate", ["python3"]))).toContain("Did you mean python3?");
});

test("other trouble is not taken for it", () => {
  expect(unknownPackages("E: Could not get lock /var/lib/dpkg/lock-frontend.", ["nodejs"])).toBeUndefined();
});
