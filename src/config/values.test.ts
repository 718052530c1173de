import { describe, expect, test } from "vitest";
import { message, set } from "../../test/fixtures/spoil.ts";

describe("name and domain", () => {
  test("a name with capitals and spaces", () => {
    expect(message(set("name", "Foo Bar"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_NAME at name: this cannot be the infrastructure's name
        found:   "Foo Bar"
        allowed: a small letter, then up to 30 small letters, digits and hyphens
        mend:    Write "foo-bar", for example."
    `);
  });

  test("a name of nothing that can be used", () => {
    expect(message(set("name", "42"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_NAME at name: this cannot be the infrastructure's name
        found:   "42"
        allowed: a small letter, then up to 30 small letters, digits and hyphens
        mend:    Take a short name, such as the project's."
    `);
  });

  test("a name of a system user", () => {
    expect(message(set("name", "www-data"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_NAME_RESERVED at name: the infrastructure's name is taken on every host
        found:   "www-data", a user or group of the system
        allowed: a name of its own
        mend:    Take another name: the app's user, service and folders are called like the infrastructure."
    `);
  });

  test("a name of a service, or of a folder that a service of that name would be given", () => {
    expect(message(set("name", "cron"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_NAME_RESERVED at name: the infrastructure's name is taken on every host
        found:   "cron", a service or folder of the system
        allowed: a name of its own
        mend:    Take another name: the app's user, service and folders are called like the infrastructure."
    `);
    for (const name of ["networking", "dbus", "haproxy", "dpkg", "user", "systemd-logind", "bartizan-firewall", "cloud-init", "mysql"])
      expect(message(set("name", name)), name).toContain("BZ_CONFIG_NAME_RESERVED");
  });

  test("a URL for a domain", () => {
    expect(message(set("domain", "https://WWW.foobar.com/shop"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_DOMAIN at domain: this is not a DNS name
        found:   "https://WWW.foobar.com/shop"
        allowed: a DNS name in small letters, such as "www.example.com"
        mend:    Write "www.foobar.com"."
    `);
  });

  test("an address for a domain", () => {
    expect(message(set("domain", "203.0.113.10"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_DOMAIN at domain: this is not a DNS name
        found:   "203.0.113.10"
        allowed: a DNS name in small letters, such as "www.example.com"
        mend:    Write the name as it stands in the browser, without https:// and without a path."
    `);
  });

  test("a domain of one label", () => {
    expect(message(set("domain", "foobar"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_DOMAIN at domain: this is not a DNS name
        found:   "foobar"
        allowed: a DNS name in small letters, such as "www.example.com"
        mend:    Write the name as it stands in the browser, without https:// and without a path."
    `);
  });

  test("a domain in another script", () => {
    expect(message(set("domain", "bücher.example"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_DOMAIN at domain: this is not a DNS name
        found:   "bücher.example"
        allowed: a DNS name in small letters, such as "www.example.com"
        mend:    Write "xn--bcher-kva.example"."
    `);
  });
});

describe("app", () => {
  test("an empty command", () => {
    expect(message(set("app.command", " "))).toMatchInlineSnapshot(`
      "BZ_CONFIG_COMMAND at app.command: this is not a command in one line
        found:   " "
        allowed: a command in one line
        mend:    Write one line; put longer scripts into a file of the app."
    `);
  });

  test("a command of two lines", () => {
    expect(message(set("app.command", "node server.js\nrm -rf /"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_COMMAND at app.command: this is not a command in one line
        found:   a text of several lines
        allowed: a command in one line
        mend:    Write one line; put longer scripts into a file of the app."
    `);
  });

  test("a build of two lines", () => {
    expect(message(set("app.build", "npm ci\nnpm run build"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_COMMAND at app.build: this is not a command in one line
        found:   a text of several lines
        allowed: a shell command in one line
        mend:    Write one line; put longer scripts into a file of the app."
    `);
  });

  test("no source", () => {
    expect(message(set("app.source", ""))).toMatchInlineSnapshot(`
      "BZ_CONFIG_FOLDER at app.source: this cannot be the folder
        found:   ""
        allowed: a folder, relative to the config file
        mend:    Write a folder as it is allowed, such as "public"."
    `);
  });

  test("a static folder outside", () => {
    expect(message(set("app.static", "../public"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_FOLDER at app.static: this cannot be the folder
        found:   "../public", which leaves the folder
        allowed: a folder in the release: a relative path without "..", of letters, digits and . _ @ + -
        mend:    Write a folder as it is allowed, such as "public"."
    `);
  });

  test("a static folder that is absolute", () => {
    expect(message(set("app.static", "/var/www"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_FOLDER at app.static: this cannot be the folder
        found:   "/var/www", an absolute path
        allowed: a folder in the release: a relative path without "..", of letters, digits and . _ @ + -
        mend:    Write a folder as it is allowed, such as "public"."
    `);
  });

  test("the release itself as static folder", () => {
    expect(message(set("app.static", "."))).toMatchInlineSnapshot(`
      "BZ_CONFIG_FOLDER at app.static: this cannot be the folder
        found:   "."
        allowed: a folder in the release: a relative path without "..", of letters, digits and . _ @ + -
        mend:    Write a folder as it is allowed, such as "public"."
    `);
  });

  test("an output folder with odd characters", () => {
    expect(message(set("app.output", "di;st"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_FOLDER at app.output: this cannot be the folder
        found:   "di;st"
        allowed: a folder below \`source\`: a relative path without "..", of letters, digits and . _ @ + -
        mend:    Write a folder as it is allowed, such as "public"."
    `);
  });

  test("a health path without its slash", () => {
    expect(message(set("app.health", "up"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_HEALTH at app.health: this is not a path of a URL
        found:   "up"
        allowed: a path of a URL: \`/\`, then letters, digits and . _ ~ / ? = & % + : @ , -
        mend:    Write "/up"."
    `);
  });

  test("a health path with a space", () => {
    expect(message(set("app.health", "/up now"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_HEALTH at app.health: this is not a path of a URL
        found:   "/up now"
        allowed: a path of a URL: \`/\`, then letters, digits and . _ ~ / ? = & % + : @ , -
        mend:    Write the path alone, such as "/up"."
    `);
  });

  test("a misspelt word for the port", () => {
    expect(message(set("app.listen", "sockt"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_VALUE at app.listen: this value is not one of those that are known
        found:   "sockt"
        allowed: a port from 1024 to 65535, or "socket"
        mend:    Did you mean "socket"?"
    `);
  });

  test("a port of another part", () => {
    expect(message(set("app.listen", 9104))).toMatchInlineSnapshot(`
      "BZ_CONFIG_PORT_TAKEN at app.listen: the port is needed by another part on the same host
        found:   9104, which is the port of the mysqld exporter on srv1
        allowed: a free port, or "socket"
        mend:    Take another port, or "socket"."
    `);
  });

  test("a port of a part on every host", () => {
    expect(message(set("app.listen", 9100))).toMatchInlineSnapshot(`
      "BZ_CONFIG_PORT_TAKEN at app.listen: the port is needed by another part on the same host
        found:   9100, which is the port of the node exporter on srv1
        allowed: a free port, or "socket"
        mend:    Take another port, or "socket"."
    `);
  });

  test("a unix socket for a web server on another host", () => {
    const apart = (config: Parameters<ReturnType<typeof set>>[0]): undefined => {
      set("hosts.srv1.runs", ["web", "database"])(config);
      set("app.listen", "socket")(config);
    };
    expect(message(apart)).toMatchInlineSnapshot(`
      "BZ_CONFIG_SOCKET_APART at app.listen: a unix socket reaches no other host
        found:   "socket", while srv1 runs the web server without the app
        allowed: a port, or the app on every web host
        mend:    Write a port, as in listen: 3000, or run "app" where "web" runs."
    `);
  });

  test("packages that are none, and one twice", () => {
    expect(message(set("app.packages", ["nodejs", "-y", "Node JS", "nodejs"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_PACKAGE at app.packages[1]: this is not the name of a Debian package
        found:   "-y"
        allowed: the name of a Debian package
        mend:    Write the name alone, as \`apt show\` takes it.

      BZ_CONFIG_PACKAGE at app.packages[2]: this is not the name of a Debian package
        found:   "Node JS"
        allowed: the name of a Debian package
        mend:    Write the name alone, as \`apt show\` takes it.

      BZ_CONFIG_LISTED_TWICE at app.packages[3]: this is listed twice
        found:   "nodejs", which is also packages[0]
        allowed: everything once
        mend:    Remove one of the two."
    `);
  });
});
