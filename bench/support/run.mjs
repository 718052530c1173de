import { spawn } from "node:child_process";

/** Runs a program to its end and gives what it printed; throws all of it when it ends with another code than 0. */
export function run(program, args, { stdin, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
    const out = [];
    let stderr = "";
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      stderr += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      const stdout = Buffer.concat(out).toString();
      if (code === 0) resolve(stdout);
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code}\n${stdout}\n${stderr}`));
    });
    if (stdin !== undefined) child.stdin.on("error", () => {}).end(stdin);
  });
}
