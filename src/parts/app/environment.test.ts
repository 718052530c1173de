import fc from "fast-check";
import { expect, test } from "vitest";
import { plainHost, whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { redacted, secretRef } from "../../util/content.ts";
import { fill } from "../../util/reveal.ts";
import { Secret } from "../../util/secret.ts";
import { environment as ofDatabase } from "../mariadb/environment.ts";
import { environmentFile } from "./environment.ts";
import type { App } from "./language.ts";

const { app, hosts } = whiteboard;
const srv1 = hosts[1];
if (app === undefined || srv1 === undefined) throw new Error("the whiteboard has an app on srv1");
const secrets = new Map([["database.app", new Secret("database.app", "pa55word")]]);

const contextOf = (infra: Infrastructure) => ({ infra, environment: ofDatabase.values(infra) });

/** What systemd makes of an environment file whose values are all between double quotes (env-file.c: a backslash takes the meaning from `"`, `\`, `` ` `` and `$`). */
function readBack(text: string): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  const body = text.replace(/^#.*\n/, "");
  for (const [, name = "", value = ""] of body.matchAll(/([A-Z_]+)="((?:\\[\\"`$]|[^\\"])*)"\n/g)) {
    variables[name] = value.replaceAll(/\\([\\"`$])/g, "$1");
  }
  expect(body.replaceAll(/([A-Z_]+)="((?:\\[\\"`$]|[^\\"])*)"\n/g, "")).toBe("");
  return variables;
}

function environment(
  changes: Partial<App> = {},
  infra: Infrastructure = whiteboard,
  host: Host = srv1 as Host,
): Readonly<Record<string, string>> {
  return readBack(fill(environmentFile(host, contextOf(infra), { ...(app as App), ...changes }), secrets));
}

test("the app learns who it is, where to listen and where the database is", () => {
  expect(environment()).toEqual({
    SERVER_NAME: "srv1",
    HOST: "127.0.0.1",
    PORT: "3000",
    DATABASE_URL: "mysql://foobar:pa55word@database.internal:3307/foobar",
    DATABASE_HOST: "database.internal",
    DATABASE_PORT: "3307",
    DATABASE_NAME: "foobar",
    DATABASE_USER: "foobar",
    DATABASE_PASSWORD: "pa55word",
    DATABASE_CA: "/etc/bartizan/pki/ca.crt",
  });
});

test("an app on a socket is told no port", () => {
  expect(environment({ listen: "socket" })).not.toHaveProperty("PORT");
});

test("it listens on the network only for web servers on other hosts that come in clear", () => {
  const apart = {
    ...whiteboard,
    hosts: [...hosts, { name: "web1", address: "10.77.0.31", ssh: "10.77.0.31", roles: ["web" as const], ...plainHost }],
  };
  expect(environment({}, apart).HOST).toBe("10.77.0.11");
  expect(environment({}, { ...apart, tls: { ...apart.tls, upstream: "verified" } }).HOST).toBe("127.0.0.1");
});

test("values and secrets arrive as they are, whatever they hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (value, secret) => {
      const file = environmentFile(srv1, contextOf(whiteboard), { ...app, env: { OWN: value, HIDDEN: secretRef("OWN_SECRET") } });
      const read = readBack(fill(file, new Map([...secrets, ["OWN_SECRET", new Secret("OWN_SECRET", secret)]])));
      expect(read).toMatchObject({ OWN: value, HIDDEN: secret });
    }),
  );
});

test("no secret shows where people read", () => {
  expect(redacted(environmentFile(srv1, contextOf(whiteboard), app))).toContain('DATABASE_PASSWORD="[secret database.app]"\n');
});
