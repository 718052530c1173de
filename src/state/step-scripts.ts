import { quote, quoteAll } from "../util/shell.ts";
import { HOST_PATHS } from "./paths.ts";
import type { Step, UnitAction } from "./step.ts";

/** Takes away what has left the file; what a package had put there comes back. */
export function removeScript(key: string): string {
  const at = key.indexOf(":");
  const kind = key.slice(0, at);
  const name = key.slice(at + 1);
  const path = quote(name);
  switch (kind) {
    case "unit":
      return `systemctl disable --now ${path} || true\nsystemctl unmask ${path} || true\nrm -f ${HOST_PATHS.stamps}/${path}`;
    case "directory":
      return `rmdir ${path} 2>/dev/null || true`;
    case "written":
      return `rm -rf -- ${path}`;
    case "certificate":
      return `rm -f ${["key", "crt", "pem", "crl", "issued", "key.new"].map((end) => `${path}.${end}`).join(" ")}`;
    case "ruleset":
      return `nft destroy table inet bartizan 2>/dev/null || nft delete table inet bartizan || true\nrm -f ${path} ${HOST_PATHS.stamps}/ruleset`;
    case "release":
      return `rm -rf ${path}/releases ${path}/current\nrmdir ${path} 2>/dev/null || true`;
    default:
      return `${ending(name)}rm -f ${path} ${HOST_PATHS.shown}${path}\nif [ -e ${HOST_PATHS.originals}${path} ]; then mv -fT ${HOST_PATHS.originals}${path} ${path}; fi`;
  }
}

/** A service that a timer starts has no step of its own: what it is doing ends with its file. */
function ending(path: string): string {
  const service = /^\/etc\/systemd\/system\/([^/]+\.service)$/.exec(path)?.[1];
  return service === undefined ? "" : `systemctl stop ${quote(service)} 2>/dev/null || true\n`;
}

/** What the journal says of a unit that did not come up goes into the error. */
export function unitScript(step: Extract<Step, { kind: "unit" }>): string {
  const { name, ready, readySeconds = 20, reload } = step.resource;
  const word = quote(name);
  const journal = `journalctl -q --no-pager -o cat -n 20 -u ${word} --since=-60s || true`;
  const words = `|| { ${journal}; exit 1; }`;
  const script: Record<UnitAction, string> = {
    unmask: `systemctl unmask ${word}`,
    enable: `systemctl --no-reload enable ${word}`,
    start: `systemctl reset-failed ${word} 2>/dev/null || true\nsystemctl start ${word} ${words}`,
    restart: `systemctl reset-failed ${word} 2>/dev/null || true\nsystemctl restart ${word} ${words}`,
    reload: reload === undefined ? `systemctl reload ${word} ${words}` : `{ ${reload}\n} ${words}`,
    stop: `systemctl stop ${word}`,
    disable: `systemctl --no-reload disable ${word} || [ "$(systemctl show -p LoadState --value ${word})" = not-found ]`,
    mask: `systemctl mask --now ${word}`,
  };
  const lines = step.actions.map((action) => script[action]);
  const begins = step.actions.some((action) => action === "start" || action === "restart" || action === "reload");
  if (begins && ready !== undefined) {
    // Of all the times that it was asked, the last one is told.
    lines.push(`i=0
until said=$(sh -c ${quote(ready)} 2>&1); do
  i=$((i + 1))
  [ "$i" -lt ${readySeconds * 5} ] || { printf '%s\\n' "$said"; ${journal}; exit 1; }
  sleep 0.2
done`);
  }
  if (step.resource.want === "running") {
    lines.push(`printf '%s %s\\n' ${quoteAll([step.stamps.restart, step.stamps.reload])} >${HOST_PATHS.stamps}/${word}`);
  } else {
    lines.push(`rm -f ${HOST_PATHS.stamps}/${word}`);
  }
  return lines.join("\n");
}
