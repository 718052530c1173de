import { expect, test } from "vitest";
import { withRetries } from "../../../examples/whiteboard/app/src/retry.ts";
import { readSettings } from "../../../examples/whiteboard/app/src/settings.ts";

/** Fails as often as there are errors, then succeeds; counts. */
function failing(errors: readonly unknown[]): { readonly attempt: () => Promise<string>; readonly count: () => number } {
  let count = 0;
  return {
    attempt: async () => {
      const error = errors[count];
      count += 1;
      if (error !== undefined) throw error;
      return "done";
    },
    count: () => count,
  };
}

test.each([
  [{ errno: 1213 }],
  [{ errno: 1020 }],
  [{ errno: 1927 }],
  [{ code: "PROTOCOL_CONNECTION_LOST" }],
  [{ code: "ECONNREFUSED", errno: -111 }],
  [{ code: "HANDSHAKE_SSL_ERROR" }],
])("%j passes, and is tried again", async (error) => {
  const work = failing([error, error]);
  expect(await withRetries(work.attempt, [1, 1])).toBe("done");
  expect(work.count()).toBe(3);
});

test.each([[{ errno: 1062, code: "ER_DUP_ENTRY" }], [new Error("no")], ["text"]])("%j does not pass", async (error) => {
  const work = failing([error]);
  await expect(withRetries(work.attempt, [1])).rejects.toBe(error);
  expect(work.count()).toBe(1);
});

test("the last error is told when it never passes", async () => {
  const work = failing([{ errno: 1213 }, { errno: 1213 }, { errno: 1020 }]);
  await expect(withRetries(work.attempt, [1, 1])).rejects.toEqual({ errno: 1020 });
});

test("it listens on systemd's socket when it is given one", () => {
  expect(readSettings({ SERVER_NAME: "srv1", LISTEN_FDS: "1", PORT: "3000" }).listen).toEqual({ fd: 3 });
  expect(readSettings({ SERVER_NAME: "srv1", HOST: "10.0.0.1", PORT: "3000" }).listen).toEqual({ host: "10.0.0.1", port: 3000 });
});
