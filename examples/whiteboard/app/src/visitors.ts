import { readFileSync } from "node:fs";
import { connect, type TLSSocket } from "node:tls";
import type { CacheSettings } from "./settings.ts";

/** Counts visits in the cache. */
export interface Visitors {
  /** One more: how many there have been; undefined where there is no cache, or none that answers in time. A visit is never counted twice. */
  readonly count: () => Promise<number | undefined>;
  readonly close: () => void;
}

/** Nobody waits longer for a page because of a number on it. */
const PATIENCE_MS = 500;

export const nobodyCounts: Visitors = { count: async () => undefined, close: () => undefined };

/** One connection, made anew when it has failed. Its answers come in the order of the questions. */
export function openVisitors({ host, port, password, ca }: CacheSettings): Visitors {
  const trusted = readFileSync(ca);
  let line: Line | undefined;
  return {
    count: async () => {
      line ??= openLine(connect({ host, port, servername: host, ca: trusted, minVersion: "TLSv1.3" }), password);
      const its = line;
      try {
        return await its.count();
      } catch (error) {
        console.error(`cache: ${error instanceof Error ? error.message : error}`);
        its.end();
        if (line === its) line = undefined;
        return undefined;
      }
    },
    close: () => line?.end(),
  };
}

interface Line {
  readonly count: () => Promise<number>;
  readonly end: () => void;
}

interface Waiting {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

function openLine(socket: TLSSocket, password: string): Line {
  const waiting: Waiting[] = [];
  let rest = "";
  const fail = (error: Error): void => {
    for (const it of waiting.splice(0)) it.reject(error);
  };
  socket.setEncoding("utf8");
  socket.setNoDelay(true);
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the connection was closed")));
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\r\n");
    rest = lines.pop() ?? "";
    for (const answer of lines) waiting.shift()?.resolve(answer);
  });
  const ask = (...words: readonly string[]): Promise<string> => {
    if (socket.destroyed) return Promise.reject(new Error("the connection was closed"));
    socket.write(`*${words.length}\r\n${words.map((it) => `$${Buffer.byteLength(it)}\r\n${it}\r\n`).join("")}`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
      const done = (): void => clearTimeout(timer);
      waiting.push({
        resolve: (answer) => {
          done();
          if (answer.startsWith("-")) reject(new Error(answer.slice(1)));
          else resolve(answer);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
    });
  };
  const login = ask("AUTH", password);
  login.catch(() => undefined);
  return {
    count: async () => {
      await login;
      return Number((await ask("INCR", "visits")).slice(1));
    },
    end: () => {
      socket.destroy();
    },
  };
}
