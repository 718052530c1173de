import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { labAccess, labId } from "../../../src/lab/lab.ts";
import { command, type Options, type Result } from "./command.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

export interface Answer {
  readonly status: number;
  readonly server: string | undefined;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A project of a user's, in a folder of its own, driven by the command line alone. */
export class Site {
  readonly dir: string;
  readonly name: string;

  /** All that its command lines have printed. */
  readonly printed: string[] = [];

  /** What goes with it in the end. */
  private readonly place: string;

  constructor(dir: string, place = join(dir, "..")) {
    this.dir = dir;
    this.place = place;
    this.name = /name:\s*"([^"]+)"/.exec(this.config)?.[1] ?? "";
  }

  /** A copy of an example, its config changed by `edit` on the way; with the app of another example beside it, if that is the one it runs. */
  static copyOf(example: string, edit: (config: string) => string = (it) => it): Site {
    const place = mkdtempSync(join(tmpdir(), "bartizan-e2e-"));
    const dir = join(place, example);
    const copy = (folder: string): void =>
      cpSync(join(ROOT, "examples", folder), join(place, folder), {
        recursive: true,
        filter: (path) => !/\/(\.bartizan|node_modules|dist)(\/|$)/.test(path.slice(ROOT.length)),
      });
    copy(example);
    const elsewhere = /source: "\.\.\/([^"]+)"/.exec(readFileSync(join(dir, "bartizan.config.ts"), "utf8"))?.[1];
    if (elsewhere !== undefined) copy(elsewhere);
    const config = join(dir, "bartizan.config.ts");
    writeFileSync(config, edit(readFileSync(config, "utf8")));
    return new Site(dir, place);
  }

  get id(): string {
    return labId(this.name, this.dir);
  }

  get config(): string {
    return readFileSync(join(this.dir, "bartizan.config.ts"), "utf8");
  }

  edit(change: (config: string) => string): void {
    writeFileSync(join(this.dir, "bartizan.config.ts"), change(this.config));
  }

  /** A file of the project. */
  read(path: string): string {
    return readFileSync(join(this.dir, path), "utf8");
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.dir, path), text);
  }

  /** `bartizan ARGS` in the project's folder; it may build an image on the way, beside another lab that takes half of the machine. */
  async bartizan(args: readonly string[], options: Options = {}): Promise<Result> {
    const result = await command(join(ROOT, "bin/bartizan"), args, { cwd: this.dir, timeoutMs: 540_000, ...options });
    this.printed.push(result.stdout, result.stderr);
    return result;
  }

  /** A successful `up --lab`; its events. */
  async up(...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const result = await this.bartizan(["up", "--lab", "--json", ...args]);
    if (result.code !== 0) throw new Error(`up ended with ${result.code}\n${result.stdout.slice(-4000)}\n${result.stderr}`);
    return result.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** A command line as root on a machine; throws when it fails. */
  async on(host: string, line: string, options: Options = {}): Promise<string> {
    const result = await this.try(host, line, options);
    if (result.code !== 0) throw new Error(`${host}: ${line}\nended with ${result.code}\n${result.stdout}${result.stderr}`);
    return result.stdout;
  }

  /** A command line as root on a machine, by plain ssh. */
  try(host: string, line: string, options: Options = {}): Promise<Result> {
    const access = this.access();
    return command(
      access.enter[0] ?? "ssh",
      [...access.enter.slice(1), "ssh", "-F", access.sshConfig, "-o", "BatchMode=yes", host, line],
      options,
    );
  }

  access(): NonNullable<ReturnType<typeof labAccess>> {
    const access = labAccess(this.id);
    if (access === undefined) throw new Error(`the lab ${this.id} does not run`);
    return access;
  }

  /** What people trust. */
  get caFile(): string {
    return this.vaultFile("site-ca.crt");
  }

  vaultFile(name: string): string {
    return join(this.dir, ".bartizan/lab", name);
  }

  /** One HTTPS request through the loopback port, on a connection of its own, verified against the CA. */
  ask(
    path: string,
    options: { readonly method?: string; readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const { https } = this.access();
    const domain = /domain:\s*"([^"]+)"/.exec(this.config)?.[1] ?? "";
    return new Promise((resolve, reject) => {
      const body = options.body;
      const headers = {
        host: domain,
        ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
        ...options.headers,
      };
      const req = request(
        {
          host: https.address,
          port: https.port,
          servername: domain,
          ca: readFileSync(this.caFile),
          path,
          method: options.method ?? "GET",
          headers,
          agent: false,
        },
        (res) => {
          let text = "";
          res.setEncoding("utf8");
          res.on("data", (chunk: string) => {
            text += chunk;
          });
          res.on("end", () =>
            resolve({ status: res.statusCode ?? 0, server: res.headers["x-served-by"] as string | undefined, text, headers: res.headers }),
          );
        },
      );
      req.setTimeout(10_000, () => req.destroy(new Error("no answer within 10 s")));
      req.on("error", reject);
      req.end(body);
    });
  }

  /** The lab down and the folder gone. */
  async remove(): Promise<void> {
    const result = await this.bartizan(["down"]);
    if (result.code !== 0) throw new Error(`down ended with ${result.code}\n${result.stdout}${result.stderr}`);
    rmSync(this.place, { recursive: true, force: true });
  }
}
