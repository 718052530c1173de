import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { RunResult, Transport } from "./transport.ts";
import { waiting } from "./waiting.ts";

/** This machine's shell in the place of hosts; `started` names every command that was begun. */
function shell(started: string[]): Transport {
  const run: Transport["run"] = (host, command, { stdin = "" } = {}) =>
    new Promise<RunResult>((resolve, reject) => {
      started.push(`${host}: ${command}`);
      const child = spawn("sh", ["-c", command], { stdio: ["pipe", "pipe", "pipe"] });
      let stdout = "";
      child.stdin.on("error", () => {}); // A command that reads nothing closes the pipe.
      child.stdout.on("data", (chunk: Buffer) => {
        stdout += chunk;
      });
      child.once("close", (code) => resolve({ code: code ?? 255, stdout, stderr: "" }));
      Promise.resolve(stdin).then(
        (bytes) => child.stdin.end(bytes),
        (error: unknown) => {
          child.kill();
          reject(error);
        },
      );
    });
  return {
    run,
    attach: () => Promise.resolve(0),
    forward: () => Promise.reject(new Error("no ways")),
    interrupt: () => {},
    close: () => Promise.resolve(),
  };
}

describe("a command that was begun before it is known what to ask", () => {
  it("is the one that the first run of it answers, and what comes later is begun anew", async () => {
    const started: string[] = [];
    const transport = waiting(shell(started), ["a", "b"], "sh -s");
    expect(started).toEqual(["a: sh -s", "b: sh -s"]);
    const [a, b] = await Promise.all([
      transport.run("a", "sh -s", { stdin: Promise.resolve("echo one") }),
      transport.run("b", "sh -s", { stdin: "echo two; exit 3" }),
    ]);
    expect([a.stdout, b.stdout, b.code]).toEqual(["one\n", "two\n", 3]);
    expect(started).toHaveLength(2);
    expect((await transport.run("a", "sh -s", { stdin: "echo three" })).stdout).toBe("three\n");
    expect(started).toHaveLength(3);
  });

  it("is not taken for another command, nor where a new connection is asked for", async () => {
    const started: string[] = [];
    const transport = waiting(shell(started), ["a"], "sh -s");
    expect((await transport.run("a", "echo other")).stdout).toBe("other\n");
    expect((await transport.run("a", "sh -s", { stdin: "echo fresh", fresh: true })).stdout).toBe("fresh\n");
    expect(started).toEqual(["a: sh -s", "a: echo other", "a: sh -s"]);
    await transport.run("a", "sh -s");
  });

  it("fails as the question does", async () => {
    const transport = waiting(shell([]), ["a"], "sh -s");
    await expect(transport.run("a", "sh -s", { stdin: Promise.reject(new Error("the file is wrong")) })).rejects.toThrow(
      "the file is wrong",
    );
  });
});
