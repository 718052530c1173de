import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { unitScript } from "./step-scripts.ts";

it("tells once, not at every try, why a unit that was started does not do its work", () => {
  const dir = mkdtempSync(join(tmpdir(), "bartizan-step-"));
  try {
    for (const [name, does] of [
      ["systemctl", "exit 0"],
      ["journalctl", "echo the journal"],
    ] as const) {
      writeFileSync(join(dir, name), `#!/bin/sh\n${does}\n`);
      chmodSync(join(dir, name), 0o755);
    }
    const script = unitScript({
      kind: "unit",
      key: "unit:shop.service",
      summary: "start unit:shop.service",
      resource: { kind: "unit", name: "shop.service", want: "running", ready: "echo nobody answers >&2; false", readySeconds: 1 },
      actions: ["start"],
      stamps: { restart: "-", reload: "-" },
    });
    const env = { PATH: `${dir}:/usr/bin:/bin` };
    const { status, stdout, stderr } = spawnSync("sh", ["-c", script], { env, encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "nobody answers\nthe journal\n", stderr: "" });
  } finally {
    rmSync(dir, { recursive: true });
  }
});
