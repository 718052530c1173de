import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import { fail } from "../util/errors.ts";
import { type GlobalOptions, usage } from "./options.ts";
import { print, printDocument } from "./render/print.ts";

interface Options<F> {
  readonly format?: F | undefined;
  readonly output?: string | undefined;
}

/** The format that is asked for, or that the ending of the file's name says. */
export function formatOf<F extends string>({ format, output }: Options<F>, endings: Readonly<Record<string, F>>, otherwise: F): F {
  const its = format ?? (output === undefined ? otherwise : endings[extname(output).toLowerCase()]);
  if (its === undefined) throw usage("-o", output ?? "", `a name that ends in ${Object.keys(endings).join(", ")}, or --format`);
  return its;
}

/** The file that is named as an argument or with -c. */
export function oneConfig(command: string, config: string | undefined, globals: GlobalOptions): string | undefined {
  if (config !== undefined && globals.config !== undefined) throw usage(command, `${config} and -c ${globals.config}`, "one config");
  return config ?? globals.config;
}

/** Writes it where it is wanted, and says so; else to standard output. */
export function putDocument<F>(content: string | Buffer, { format, output }: Options<F>, json: boolean | undefined): void {
  if (output === undefined) printDocument(content);
  else {
    writeOutput(output, content);
    print(json === true ? [JSON.stringify({ written: output, format })] : [output]);
  }
}

/** Throws `BZ_OUTPUT`. */
export function writeOutput(output: string, content: string | Buffer): void {
  try {
    writeFileSync(output, content);
  } catch (cause) {
    throw fail("BZ_OUTPUT", { where: output, found: (cause as NodeJS.ErrnoException).code ?? String(cause), cause });
  }
}
