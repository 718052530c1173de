import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { BartizanError } from "../util/errors.ts";
import { makeControlDir } from "./control-dir.ts";
import { Interrupted } from "./interrupted.ts";
import { openssh } from "./openssh.ts";
import type { Transport } from "./transport.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const it of cleanups.splice(0).reverse()) it();
});

/** A port of this machine where nobody listens. */
async function freePort(): Promise<number> {
  const server = await listen(0);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const listen = (port: number): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((socket) => socket.end());
    server.listen(port, "127.0.0.1", () => resolve(server));
  });

function transportTo(port: number): Transport {
  const dir = mkdtempSync(join(tmpdir(), "bz-ssh-"));
  cleanups.push(() => rmSync(dir, { recursive: true }));
  const configFile = join(dir, "config");
  writeFileSync(configFile, `Host there\n  HostName 127.0.0.1\n  Port ${port}\n  UserKnownHostsFile /dev/null\n`);
  return openssh({ destinations: new Map([["there", "there"]]), configFile });
}

/** Has the temporary folder be one of this name, below the real one, for one test. */
function temporary(name: string): void {
  const dir = mkdtempSync(join(tmpdir(), "bz-tmp-"));
  mkdirSync(join(dir, name));
  vi.stubEnv("TMPDIR", join(dir, name));
  cleanups.push(() => {
    vi.unstubAllEnvs();
    rmSync(dir, { recursive: true });
  });
}

const codeOf = (error: unknown): string => (error instanceof BartizanError ? (error.problems[0]?.code ?? "") : String(error));

it("asks again while sshd starts anew", async () => {
  const port = await freePort();
  const transport = transportTo(port);
  const asked = transport.run("there", "true").catch(codeOf);
  const server = await new Promise<Server>((resolve) => setTimeout(() => resolve(listen(port)), 600));
  cleanups.push(() => server.close());
  // Somebody listens by now, if no sshd.
  expect(await asked).toBe("BZ_SSH_REFUSED_FOR_NOW");
  await transport.close();
});

it("says that a host cannot be reached where nobody listens for good", async () => {
  const transport = transportTo(await freePort());
  expect(await transport.run("there", "true").catch(codeOf)).toBe("BZ_SSH_UNREACHABLE");
  await transport.close();
});

it("ends what runs when it is interrupted, and still runs what puts things back", async () => {
  const mute = createServer(() => {});
  const port = await new Promise<number>((resolve) => mute.listen(0, "127.0.0.1", () => resolve((mute.address() as AddressInfo).port)));
  cleanups.push(() => mute.close());
  const transport = transportTo(port);
  const running = transport.run("there", "true").catch((error: unknown) => error);
  await new Promise((resolve) => mute.once("connection", resolve));
  transport.interrupt();
  expect(await running).toBeInstanceOf(Interrupted);
  expect(await transport.run("there", "true").catch((error: unknown) => error)).toBeInstanceOf(Interrupted);
  expect(await transport.run("there", "true", { afterwards: true, timeoutMs: 300 })).toMatchObject({ code: 124 });
  await transport.close();
});

it("closes no connections but its own", async () => {
  const others = makeControlDir();
  const transport = transportTo(await freePort());
  await transport.run("there", "true").catch(codeOf);
  await transport.close();
  expect(existsSync(others)).toBe(true);
  rmSync(others, { recursive: true });
});

// macOS gives every user one of 48 characters.
it.each(["f".repeat(48), "f".repeat(200), "a blank and 100%"])(
  "shares connections whatever the temporary folder is called: %s",
  async (name) => {
    temporary(name);
    const dir = makeControlDir();
    // sun_path of macOS, without its last byte; the name of the socket is one of the hosts' or one of the ports', and ssh adds 17 while it makes it.
    expect(`${dir}/forward-65535.0123456789abcdef`.length).toBeLessThanOrEqual(103);
    rmSync(dir, { recursive: true });
    const server = await listen(0);
    const transport = transportTo((server.address() as AddressInfo).port);
    // It comes as far as to the port, and ssh knows before where its socket will be.
    expect(await transport.run("there", "true").catch(codeOf)).toBe("BZ_SSH_REFUSED_FOR_NOW");
    await transport.close();
    server.close();
  },
);

it("shows ssh's own words when ssh ends for a reason of its own", async () => {
  const dir = mkdtempSync(join(tmpdir(), "bz-ssh-"));
  cleanups.push(() => rmSync(dir, { recursive: true }));
  const configFile = join(dir, "config");
  writeFileSync(configFile, "Host there\n  HostName 127.0.0.1\n  NoSuchOption yes\n");
  const transport = openssh({ destinations: new Map([["there", "there"]]), configFile });
  const failure: unknown = await transport.run("there", "true").catch((error: unknown) => error);
  expect(codeOf(failure)).toBe("BZ_SSH_FAILED");
  expect((failure as BartizanError).problems[0]?.output).toMatch(/Bad configuration option: nosuchoption/);
  await transport.close();
});
