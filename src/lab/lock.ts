import { createServer, type Server } from "node:net";
import { fail } from "../util/errors.ts";
import { sleep } from "./command.ts";

/**
 * Lets one process at a time work on a lab. An abstract unix socket (unix(7)) is the lock: the kernel frees it with its holder,
 * however that one ends, and it leaves no file behind.
 */
export async function withLock<T>(name: string, work: () => Promise<T>, patienceMs = 600_000): Promise<T> {
  const end = Date.now() + patienceMs;
  let held = await listen(name);
  while (held === undefined) {
    if (Date.now() > end) throw fail("BZ_LAB_BUSY", { where: name });
    await sleep(100);
    held = await listen(name);
  }
  const server = held;
  try {
    return await work();
  } finally {
    await new Promise((done) => server.close(done));
  }
}

function listen(name: string): Promise<Server | undefined> {
  return new Promise((done, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? done(undefined) : reject(error)));
    server.listen({ path: `\0bartizan/${name}` }, () => done(server.unref()));
  });
}
