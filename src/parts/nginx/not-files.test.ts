import { expect, test } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { isNoFile } from "./not-files.ts";
import { siteServer } from "./site.ts";

test.each([
  ...[
    "index.php",
    "config.PHP",
    "admin/index.php",
    "old/index.php~",
    "config.php.bak",
    "config.php.1",
    "app.phtml",
    "lib/db.inc",
    "x.php5",
  ],
  ...["server.py", "config.rb", "cgi-bin/form.cgi", "Web.config", "index.aspx", "WEB-INF/classes/Main.class", "index.jsp", "main.go"],
  ...["settings.ini", "app.toml", "composer.lock", "prod.env", "terraform.tfstate", "nginx.conf"],
  ...["backup.sql", "backup.sql.gz", "app.sqlite3", "app.db", "debug.log", "client.p12", "page.html.swp", "page.html.bak"],
])("%s is no file for the world", (path) => {
  expect(isNoFile(path)).toBe(true);
});

test.each([
  ...["index.html", "app.js", "app.mjs", "style.css", "site.webmanifest", "data.json", "app.js.map", "feed.xml", "robots.txt", "LICENSE"],
  ...[
    "photo.jpg",
    "movie.mp4",
    "font.woff2",
    "app.wasm",
    "manual.pdf",
    "app-1.2.tar.gz",
    "install.zip",
    "install.sh",
    "archive.key",
    "ca.pem",
    "openapi.yaml",
    "README.md",
  ],
  ...["php", "php/index.html", "python.svg", "jquery.inception.js", "config.json", "keys.html", "x.keyboard.js", "v1.2/app.js"],
])("%s is one", (path) => {
  expect(isNoFile(path)).toBe(false);
});

test("the web server leaves them to the app", () => {
  const srv1 = whiteboard.hosts[1] ?? expect.unreachable();
  const location = /location ~\* "([^"]+)" \{\n([^}]*)\}/.exec(siteServer(srv1, whiteboard));
  expect(new RegExp(location?.[1] ?? "", "i").test("/public/index.php")).toBe(true);
  expect(location?.[2]?.trim()).toBe("try_files /.none @$way;");
});
