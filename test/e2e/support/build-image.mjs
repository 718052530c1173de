// Builds a base image in a process of its own that can be killed, and prints what the build says.
import { createJiti } from "jiti";

const { ensureImage } = await createJiti(import.meta.url).import("../../../src/lab/image.ts");
await ensureImage([], { dir: process.argv[2], onProgress: (line) => process.stdout.write(`${line}\n`) });
