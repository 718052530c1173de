// Brings a lab up in a process of its own that can be killed, and prints each step as a line of JSON.
import { createJiti } from "jiti";

const [id, hosts, packages] = process.argv.slice(2);
const jiti = createJiti(import.meta.url);
const { labUp } = await jiti.import("../../../src/lab/lab.ts");
const { whiteboard } = await jiti.import("../../fixtures/whiteboard.ts");
const names = hosts.split(",");
const infra = { ...whiteboard, hosts: whiteboard.hosts.filter((host) => names.includes(host.name)) };
process.stdout.write('{"step":"begun"}\n');
await labUp(infra, { id, packages: packages.split(","), onEvent: (step) => process.stdout.write(`${JSON.stringify(step)}\n`) });
process.stdout.write('{"step":"up"}\n');
