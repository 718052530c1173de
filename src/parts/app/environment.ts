import { listenAddress } from "../../kit/app-address.ts";
import type { PartContext } from "../../kit/part.ts";
import type { Host } from "../../model/infrastructure.ts";
import { type Content, type SecretRef, secretRef, text, withinDoubleQuotes } from "../../util/content.ts";
import type { App } from "./language.ts";

/** What the app finds in its environment, as systemd reads it from a file that only root may see. `listensOn`: an address and a port. */
export function environmentFile(
  host: Host,
  { infra, environment }: Pick<PartContext, "infra" | "environment">,
  app: App,
  listensOn = listenAddress(host, infra),
): Content {
  const [address = "", port = ""] = listensOn.split(":");
  const own = {
    SERVER_NAME: host.name,
    ...(app.listen === "socket" ? {} : { HOST: address, PORT: port }),
    ...environment,
  };
  const lines = Object.entries({ ...app.env, ...own }).map(([name, value]) => text`${name}="${quoted(value)}"\n`);
  return lines.reduce((all, line) => text`${all}${line}`, text`# By Bartizan.\n`);
}

function quoted(value: string | SecretRef | Content): Content {
  if (typeof value === "string") return [withinDoubleQuotes(value)];
  if ("secret" in value) return [secretRef(value.secret, "double-quotes")];
  return value;
}
