import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import type { HostLock } from "../state/facts.ts";
import type { LockRequest } from "../state/script-frame.ts";
import { alive } from "../transport/alive.ts";

/** A lock of this operator whose process is gone does not count; another operator's counts until it expires. */
export function makeHold(locks: readonly HostLock[]): LockRequest {
  const holder = `${userInfo().username}@${hostname()}`.replaceAll(/\s/g, "-");
  const dead = locks.flatMap((it) => (it.holder === holder && !alive(it.pid) ? [it.run] : []));
  return { run: randomUUID(), holder, pid: process.pid, seconds: 600, dead: [...new Set(dead)] };
}
