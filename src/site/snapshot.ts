import { request } from "node:http";
import type { ConsoleSite } from "../observe/console-site.ts";
import { type Recording, type Saved, savedQueries } from "../observe/saved.ts";
import { fail } from "../util/errors.ts";

/** Questions asked at a time: the monitor has other work. */
const AT_ONCE = 6;

/** One self-contained page: the console's own, with the answers of the last hour in it. */
export async function snapshot(socket: string, monitor: string): Promise<{ readonly html: string }> {
  const get = (path: string): Promise<string> => ask(socket, monitor, path);
  const site = JSON.parse(await get("/site.json")) as ConsoleSite;
  const at = Math.floor(Date.now() / 1000);
  const paths = savedQueries(site, at);
  const answers: Record<string, unknown> = {};
  const queue = [...paths];
  const worker = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      // What does not answer now shows on the page as what it is.
      answers[path] = await get(path).then(
        (text) => JSON.parse(text) as unknown,
        () => null,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const [index, script, style, picture, runbooks] = await Promise.all(
    ["/index.html", "/console.js", "/console.css", "/picture.svg", "/runbooks.json"].map(get),
  );
  const saved: Saved = {
    at,
    site,
    picture: picture ?? "",
    runbooks: JSON.parse(runbooks ?? "{}") as Saved["runbooks"],
    answers: answers as Recording,
  };
  return { html: page(index ?? "", script ?? "", style ?? "", saved) };
}

function page(index: string, script: string, style: string, saved: Saved): string {
  // Nothing within may end the element that it stands in (HTML, 4.12.1.3).
  const data = JSON.stringify(saved).replaceAll("<", "\\u003c");
  return index
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
    .replace(/<script[^>]*src=[^>]*><\/script>/, "")
    .replace(
      "</body>",
      () =>
        `<script type="application/json" id="saved">${data}</script>\n<script>${script.replaceAll("</script", "<\\/script")}</script>\n</body>`,
    );
}

function ask(socketPath: string, monitor: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (found: string, cause?: unknown): void =>
      reject(fail("BZ_CONSOLE_ANSWER", { where: `${monitor}: ${path.slice(0, 80)}`, found, cause }));
    const req = request({ socketPath, path, headers: { host: "localhost" } }, (res) => {
      let text = "";
      res.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      res.on("end", () => (res.statusCode === 200 ? resolve(text) : failed(`status ${res.statusCode}`)));
    });
    req.setTimeout(40_000, () => req.destroy(new Error("no answer within 40 s")));
    req.on("error", (error) => failed(error.message, error)).end();
  });
}
