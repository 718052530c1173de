import { spawn, spawnSync } from "node:child_process";

/** Opens an address in the user's browser; false where there is none. */
export function openInBrowser(url: string): boolean {
  if (process.platform === "darwin") return start("open", url);
  if (process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined && process.env.BROWSER === undefined) return false;
  const program = ["xdg-open", "sensible-browser"].find((it) => spawnSync("sh", ["-c", `command -v ${it}`]).status === 0);
  return program !== undefined && start(program, url);
}

function start(program: string, url: string): boolean {
  const child = spawn(program, [url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
  return true;
}
