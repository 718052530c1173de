import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { command } from "./command.ts";
import type { Site } from "./site.ts";

/** What went over the wires of a lab while it was watched. */
export interface Capture {
  /** Links on which this was seen in clear: the names of the machines' ends. */
  readonly seen: (text: string) => readonly string[];
  /** Versions of TLS that servers chose, by their ports; `none` for a connection that did not begin with a handshake. */
  readonly versions: (port: number) => readonly string[];
  readonly packets: number;
}

interface Packet {
  readonly link: string;
  readonly from: string;
  readonly to: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly syn: boolean;
  readonly data: Buffer;
}

/** Records every packet on every link of the lab, between machines and to the client, until it is told to stop. */
export async function watchWires(site: Site): Promise<{ readonly stop: () => Promise<Capture> }> {
  const [enter = "", ...args] = site.access().enter;
  // -i any: the ends of all links are in the lab's network; each packet says on which it was (LINUX_SLL2).
  const child = spawn(enter, [...args, "tcpdump", "-i", "any", "-U", "-B", "65536", "-w", "-", "tcp"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = once(child, "close");
  const [line] = (await once(child.stderr.setEncoding("utf8"), "data")) as [string];
  if (!line.includes("listening") && !line.includes("tcpdump")) throw new Error(line);
  await wait(500);
  const links = await linksOf(site);
  return {
    stop: async () => {
      await wait(500);
      child.kill("SIGINT");
      await ended;
      const packets = packetsIn(Buffer.concat(chunks), links);
      return { seen: (text) => seenIn(packets, text), versions: (port) => versionsIn(packets, port), packets: packets.length };
    },
  };
}

async function linksOf(site: Site): Promise<ReadonlyMap<number, string>> {
  const [enter = "", ...args] = site.access().enter;
  const { stdout } = await command(enter, [...args, "ip", "-o", "link"]);
  return new Map([...stdout.matchAll(/^(\d+): ([^@:]+)/gm)].map((it) => [Number(it[1]), it[2] ?? ""]));
}

/** pcap-savefile(5) of LINUX_SLL2 frames, IPv4 alone: the lab's hosts talk by their IPv4 addresses. */
function packetsIn(file: Buffer, links: ReadonlyMap<number, string>): readonly Packet[] {
  if (file.readUInt32LE(20) !== 276) throw new Error(`link type ${file.readUInt32LE(20)} instead of LINUX_SLL2`);
  const packets: Packet[] = [];
  for (let at = 24; at + 16 <= file.length; ) {
    const length = file.readUInt32LE(at + 8);
    const frame = file.subarray(at + 16, at + 16 + length);
    at += 16 + length;
    if (frame.length < 40 || frame.readUInt16BE(0) !== 0x0800) continue;
    const ip = frame.subarray(20);
    const tcp = ip.subarray(((ip[0] ?? 0) & 15) * 4, ip.readUInt16BE(2));
    if (tcp.length < 20) continue;
    packets.push({
      link: links.get(frame.readUInt32BE(4)) ?? "",
      from: [...ip.subarray(12, 16)].join("."),
      to: [...ip.subarray(16, 20)].join("."),
      fromPort: tcp.readUInt16BE(0),
      toPort: tcp.readUInt16BE(2),
      syn: ((tcp[13] ?? 0) & 2) !== 0,
      data: tcp.subarray(((tcp[12] ?? 0) >> 4) * 4),
    });
  }
  return packets;
}

function seenIn(packets: readonly Packet[], text: string): readonly string[] {
  return [...new Set(packets.filter((it) => it.data.includes(text)).map((it) => it.link))].sort();
}

/**
 * RFC 8446, 4.1.3 and 4.2.1: the server's version stands in supported_versions of its ServerHello, which is never encrypted; a server
 * that speaks an older one does not send that extension.
 */
function versionsIn(packets: readonly Packet[], port: number): readonly string[] {
  // Undefined until the server has said something. Connections that were there before are not judged.
  const firsts = new Map<string, Buffer | undefined>();
  for (const it of packets) {
    if (it.fromPort !== port) continue;
    const connection = `${it.from} ${it.to} ${it.toPort}`;
    if (it.syn) firsts.set(connection, undefined);
    else if (it.data.length > 0 && firsts.has(connection) && firsts.get(connection) === undefined) firsts.set(connection, it.data);
  }
  return [...new Set([...firsts.values()].flatMap((it) => (it === undefined ? [] : [versionOf(it)])))].sort();
}

function versionOf(data: Buffer): string {
  // Record of type handshake, message ServerHello.
  if (data[0] !== 0x16 || data[5] !== 2) return "none";
  return data.subarray(0, 200).includes(Buffer.from([0, 0x2b, 0, 2, 3, 4])) ? "TLS 1.3" : "older";
}
