import { shellWord, shellWords } from "../util/shell.ts";
import { backScript, folderBackScript } from "./keep-script.ts";
import { HOST_PATHS } from "./paths.ts";
import type { Step, UnitAction } from "./step.ts";
import { READY_SECONDS } from "./unit-shell.ts";

type UnitStep = Extract<Step, { kind: "unit" }>;

/** Takes away what has left the file; what a package had put there comes back. */
export function removeScript(key: string): string {
  const at = key.indexOf(":");
  const kind = key.slice(0, at);
  const name = key.slice(at + 1);
  const path = shellWord(name);
  switch (kind) {
    case "unit":
      return `systemctl disable --now ${path} || true\nsystemctl unmask ${path} || true\nrm -f ${HOST_PATHS.stamps}/${path}`;
    case "directory":
      return folderBackScript(name);
    case "written":
      return `rm -rf -- ${path}`;
    case "certificate":
      return `rm -f ${["key", "crt", "pem", "crl", "issued", "key.new"].map((end) => `${path}.${end}`).join(" ")}`;
    case "ruleset":
      return `nft destroy table inet bartizan 2>/dev/null || nft delete table inet bartizan || true\nrm -f ${path} ${HOST_PATHS.stamps}/ruleset\n${backScript(name)}`;
    case "release":
      return `rm -rf ${path}/releases ${path}/current\nrmdir ${path} 2>/dev/null || true`;
    default:
      return `${ending(name)}rm -f ${path} ${HOST_PATHS.shown}${path}\n${backScript(name)}`;
  }
}

/** A service that a timer starts has no step of its own: what it is doing ends with its file. */
function ending(path: string): string {
  const service = /^\/etc\/systemd\/system\/([^/]+\.service)$/.exec(path)?.[1];
  return service === undefined ? "" : `systemctl stop ${shellWord(service)} 2>/dev/null || true\n`;
}

/**
 * Starts, reloads or stops a unit, in the words of {@link UNIT_SHELL}. What it said since, and to the question whether it does its work,
 * goes into the error.
 */
export function unitScript(step: UnitStep): string {
  const { name, ready, readySeconds = READY_SECONDS, reload } = step.resource;
  const word = shellWord(name);
  const told = "|| { ill; exit 1; }";
  const fresh = `mark ${word}\nsystemctl reset-failed ${word} 2>/dev/null || :`;
  const script: Record<UnitAction, string> = {
    unmask: `systemctl unmask ${word}`,
    enable: `systemctl --no-reload enable ${word}`,
    start: `${fresh}\nsystemctl start ${word} ${told}`,
    restart: `${fresh}\nsystemctl restart ${word} ${told}`,
    reload: `mark ${word}\n${reload === undefined ? `systemctl reload ${word}` : `{ ${reload}\n}`} ${told}`,
    stop: `systemctl stop ${word}`,
    disable: `systemctl --no-reload disable ${word} || [ "$(systemctl show -p LoadState --value ${word})" = not-found ]`,
    mask: `systemctl mask --now ${word}`,
  };
  const lines = step.actions.map((action) => script[action]);
  if (begins(step) && ready !== undefined) lines.push(`well ${readySeconds} ${shellWord(ready)} ${told}`);
  lines.push(step.resource.want === "running" ? stampScript(step) : `rm -f ${HOST_PATHS.stamps}/${word}`);
  return lines.join("\n");
}

/** Whether the unit begins something anew, so that it has to be seen to do its work. */
export function begins({ actions }: UnitStep): boolean {
  return actions.some((action) => action === "start" || action === "restart" || action === "reload");
}

/** Notes what the unit runs with now. */
export function stampScript({ resource, stamps }: UnitStep): string {
  return `printf '%s %s\\n' ${shellWords([stamps.restart, stamps.reload])} >${HOST_PATHS.stamps}/${shellWord(resource.name)}`;
}
