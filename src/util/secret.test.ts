import { inspect } from "node:util";
import { expect, it } from "vitest";
import { redacted, secretRef, secretsIn, text } from "./content.ts";
import { fill, reveal } from "./reveal.ts";
import { Secret } from "./secret.ts";

const secret = new Secret("database.app", "hunter2");

it("never shows a secret, however it is printed", () => {
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ deep: { secret } }, { depth: 9 }),
    inspect(secret, { showHidden: true }),
    Object.values(secret).join(),
  ];
  for (const it of shown) expect(it).not.toContain("hunter2");
  expect(reveal(secret)).toBe("hunter2");
});

it("keeps content full of holes until it is filled", () => {
  const inner = text`password=${secretRef("database.app")}\n`;
  const content = text`user=${"app"} port=${3306}\n${inner}`;
  expect(redacted(content)).toBe("user=app port=3306\npassword=[secret database.app]\n");
  expect(secretsIn(content)).toEqual(["database.app"]);
  expect(fill(content, new Map([["database.app", secret]]))).toBe("user=app port=3306\npassword=hunter2\n");
  expect(() => fill(content, new Map())).toThrow("no secret is named database.app");
});
