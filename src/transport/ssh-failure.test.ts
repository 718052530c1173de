import { describe, expect, it } from "vitest";
import { sshFailure } from "./ssh-failure.ts";

const codeOf = (stderr: string, begun = false): string | undefined => sshFailure("web1", "root@web1", stderr, begun)?.problems[0]?.code;

describe("what ssh says", () => {
  // Where the connection ends depends on how far the client was when sshd closed it (packet.c, kex.c of OpenSSH).
  it.each([
    "kex_exchange_identification: Connection closed by remote host\r\nConnection closed by 10.77.0.12 port 22\r\n",
    "kex_exchange_identification: read: Connection reset by peer\r\nConnection reset by 10.77.0.12 port 22\r\n",
    "Connection reset by 10.77.0.12 port 22\r\n",
    "Connection closed by 10.77.0.12 port 22\r\n",
    "ssh_dispatch_run_fatal: Connection to 10.77.0.12 port 22: Connection reset by peer\r\n",
  ])("before the login, of a host that lets nobody in for now: %j", (stderr) => {
    expect(codeOf(stderr)).toBe("BZ_SSH_REFUSED_FOR_NOW");
  });

  it.each([
    "Connection reset by 10.77.0.12 port 22\r\n",
    "Connection to 10.77.0.12 closed by remote host.\r\n",
    "client_loop: send disconnect: Broken pipe\r\n",
    "Timeout, server 10.77.0.12 not responding.\r\n",
  ])("of a host that was lost while a command ran: %j", (stderr) => {
    expect(codeOf(stderr, true)).toBe("BZ_SSH_UNREACHABLE");
  });

  it("of a command that ends with status 255 and speaks of connections itself, nothing", () => {
    expect(codeOf("psql: the connection was closed by somebody\n", true)).toBeUndefined();
  });
});
