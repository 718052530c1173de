import { connect } from "node:net";

/** Numbers of OpenSSH's PROTOCOL.mux: every packet is a string that begins with its type. */
const HELLO = 0x00000001;
const VERSION = 4;
const TERMINATE = 0x10000005;

function packet(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * numbers.length);
  bytes.writeUInt32BE(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * (index + 1));
  return bytes;
}

/**
 * Tells the process that holds a shared connection to end it, as `ssh -O exit` does, but without the start of a program for each
 * host. Resolves when the process has closed its socket; whoever does not answer in time, or is gone, is left alone: it ends by
 * itself (ControlPersist, ssh_config(5)).
 */
export function endMaster(socketPath: string, withinMs = 2000): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const timer = setTimeout(() => socket.destroy(), withinMs);
    socket.once("connect", () => socket.write(Buffer.concat([packet(HELLO, VERSION), packet(TERMINATE, 0)])));
    socket.on("data", () => {});
    socket.on("error", () => {});
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
