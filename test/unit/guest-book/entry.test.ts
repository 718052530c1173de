import fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS, readDraft } from "../../../examples/whiteboard/app/src/entry.ts";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json; charset=utf-8";

test("a form and JSON give the same draft", () => {
  const draft = { author: "Ann", message: "Hello & <b>bye</b>", key: "k1" };
  expect(readDraft(FORM, String(new URLSearchParams({ author: " Ann ", message: "Hello & <b>bye</b>" })), "k1")).toEqual({
    ok: true,
    draft,
  });
  expect(readDraft(JSON_TYPE, JSON.stringify({ author: "Ann", message: "Hello & <b>bye</b>" }), "k1")).toEqual({ ok: true, draft });
});

test("the key of the form comes before the one of the request", () => {
  expect(readDraft(FORM, "author=a&message=b&key=own", "k1")).toMatchObject({ draft: { key: "own" } });
});

test("line ends of browsers become plain, other control characters vanish", () => {
  expect(readDraft(FORM, "author=a%00b&message=one%0D%0Atwo%1B", "k1")).toMatchObject({ draft: { author: "ab", message: "one\ntwo" } });
});

test.each([
  [FORM, "author=&message=b", "Both a name and a message, please."],
  [FORM, "author=a&message=%20", "Both a name and a message, please."],
  [FORM, `author=${"a".repeat(LIMITS.author + 1)}&message=b`, "At most 60 characters for the name and 1000 for the message."],
  [FORM, "author=a&message=b&key=a%20b", "A key is of at most 100 printable ASCII characters without blanks."],
  [JSON_TYPE, "[]", "Send a form or JSON with author and message."],
  [JSON_TYPE, "{", "Send a form or JSON with author and message."],
  ["text/plain", "author=a&message=b", "Send a form or JSON with author and message."],
])("%s %s is refused", (type, body, reason) => {
  expect(readDraft(type, body, "k1")).toEqual({ ok: false, reason });
});

test("no body makes it fail, and what it takes fits the table", () => {
  fc.assert(
    fc.property(fc.constantFrom(FORM, JSON_TYPE), fc.oneof(fc.string(), fc.json()), fc.string(), (type, body, key) => {
      const reading = readDraft(type, body, key);
      if (!reading.ok) return;
      expect(reading.draft.author.length).toBeLessThanOrEqual(LIMITS.author);
      expect(reading.draft.message.length).toBeLessThanOrEqual(LIMITS.message);
      expect(reading.draft.key).toMatch(/^[\x21-\x7e]{1,100}$/);
    }),
  );
});
