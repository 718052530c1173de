import { portsIf } from "../../kit/faces/ports.ts";
import type { Part } from "../../kit/part.ts";
import { PORTS } from "../../model/ports.ts";
import type { Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import { CONSOLE_FOLDER, PAGE_SERVER } from "./server.ts";

/** The page that people look at: files on the monitor, served by its nginx on loopback. */
export const console: Part = {
  name: "console",
  standsOn: (host) => host.roles.includes("monitor"),
  ports: ({ roles }) => portsIf(roles.includes("monitor"), { port: PORTS.loopback.console, name: "console" }),
  packages: () => ["nginx"],
  webServer: (host) => (host.roles.includes("monitor") ? PAGE_SERVER : undefined),
  // People come by SSH.
  loopback: () => [{ port: PORTS.loopback.console, accounts: [], people: true }],
  resources: (_host, { console: files = new Map() }): readonly Resource[] =>
    files.size === 0
      ? []
      : [
          { kind: "directory", path: CONSOLE_FOLDER },
          ...[...files].map(
            ([name, content]): Resource => ({ kind: "file", path: `${CONSOLE_FOLDER}/${name}`, content: text`${content}` }),
          ),
        ],
};
