import * as z from "zod";
import { connectionsFor, MOST_CONNECTIONS_PER_HOST, USUAL_LIMITS } from "../../kit/app-limits.ts";
import type { InfrastructureConfig } from "../../language/config.ts";
import { entriesOf } from "../../language/draft.ts";
import { folder, integer, list, ruled, secretReference, text } from "../../language/field.ts";
import { twice } from "../../language/once.ts";
import type { Ledger } from "../../language/provenance.ts";
import { type Site, section } from "../../language/section.ts";
import { canonicalFolder } from "../../language/spelling.ts";
import { commandRule } from "../../language/values.ts";
import type { App, AppConfig, AppLimits, AppLimitsConfig } from "./language.ts";
import { envValueRule, healthRule, literalVariables, packageRule, socketIsLocal, sourceRule, variableNames } from "./section-rules.ts";

/** The app has no privileges, so it cannot listen below. */
const LOWEST_PORT = 1024;

/** Where it listens when the file does not say. */
export const USUAL_PORT = 3000;

const DEFAULTS = {
  "app.packages": { value: [], reason: "nothing but Debian's base" },
  "app.health": { value: "/up", reason: "a usual name for it" },
  "app.startSeconds": { value: 60, reason: "most frameworks have started by then" },
  "app.listen": { value: USUAL_PORT, reason: "above 1023, so without privileges" },
  "app.limits.requestBodyMb": { value: USUAL_LIMITS.requestBodyMb, reason: "photos and documents pass" },
  "app.limits.headersKb": { value: USUAL_LIMITS.headersKb, reason: "more than browsers and frameworks send" },
  "app.limits.answerSeconds": { value: USUAL_LIMITS.answerSeconds, reason: "nobody waits longer for a page" },
  "app.limits.pauseSeconds": { value: USUAL_LIMITS.pauseSeconds, reason: "a phone that changes its network" },
  "app.limits.idleSeconds": { value: USUAL_LIMITS.idleSeconds, reason: "an hour without an event is no fault" },
  "app.limits.requestsPerHost": { value: USUAL_LIMITS.requestsPerHost, reason: "more than most apps take" },
};

type Book = Ledger<keyof typeof DEFAULTS>;

const DERIVED = { "app.limits.connectionsPerHost": "objectives.peakConnections" } as const;

const limits = () =>
  z.strictObject({
    requestBodyMb: integer(1, 1_000_000).optional(),
    headersKb: integer(8, 128).optional(),
    answerSeconds: integer(1, 3600).optional(),
    pauseSeconds: integer(10, 3600).optional(),
    idleSeconds: integer(10, 86_400).optional(),
    requestsPerHost: integer(1, 8000).optional(),
    connectionsPerHost: integer(1, MOST_CONNECTIONS_PER_HOST).optional(),
  });

function resolveLimits(
  config: AppLimitsConfig | undefined,
  { hosts, objectives }: InfrastructureConfig,
  { orDefault, orDerived }: Book,
): AppLimits {
  const usual = <K extends keyof typeof USUAL_LIMITS>(key: K): number => orDefault<number>(`app.limits.${key}`, config?.[key]);
  const roles = Object.values(hosts).map(({ runs }) => ({ roles: runs }));
  const place = "app.limits.connectionsPerHost";
  return {
    requestBodyMb: usual("requestBodyMb"),
    headersKb: usual("headersKb"),
    answerSeconds: usual("answerSeconds"),
    pauseSeconds: usual("pauseSeconds"),
    idleSeconds: usual("idleSeconds"),
    requestsPerHost: usual("requestsPerHost"),
    connectionsPerHost: orDerived(place, config?.connectionsPerHost, connectionsFor(objectives?.peakConnections, roles), DERIVED[place]),
  };
}

function resolve(config: AppConfig, site: Site, book: Book): App {
  const { file, optional, orDefault } = book;
  const within = (written: string | undefined): string | undefined => written && canonicalFolder(written);
  const app = {
    source: file("app.source", site.folder(config.source)),
    ...optional("app", "build", config.build),
    ...optional("app", "output", within(config.output)),
    packages: orDefault("app.packages", config.packages && [...config.packages]),
    command: file("app.command", config.command),
    health: orDefault("app.health", config.health),
    startSeconds: orDefault("app.startSeconds", config.startSeconds),
    ...optional("app", "static", within(config.static)),
    listen: orDefault("app.listen", config.listen),
  };
  const env = Object.entries(config.env ?? {}).map(([name, value]) => {
    const text = typeof value === "object" ? { secret: value.secret } : String(value);
    return [name, file(`app.env.${name}`, text)] as const;
  });
  return { ...app, env: Object.fromEntries(env), limits: resolveLimits(config.limits, site.config, book) };
}

export const appSection = section({
  key: "app",
  place: 20,
  schema: () =>
    z
      .strictObject({
        source: text("a folder, relative to the config file", sourceRule),
        build: text("a shell command in one line", commandRule).optional(),
        output: folder("a folder below `source`").optional(),
        packages: list("a list of names of Debian packages", text("the name of a Debian package", packageRule)).optional(),
        command: text("a command in one line", commandRule),
        health: text("a path of a URL: `/`, then letters, digits and . _ ~ / ? = & % + : @ , -", healthRule).optional(),
        startSeconds: integer(1, 600).optional(),
        static: folder("a folder in the release").optional(),
        listen: ruled(
          `a port from ${LOWEST_PORT} to 65535, or "socket"`,
          z.union([z.int().min(LOWEST_PORT).max(65535), z.literal("socket")]),
        ).optional(),
        env: ruled(
          'variables by name (capital letters, digits and _): texts, numbers, true, false or secret("NAME")',
          z.record(
            z.string(),
            ruled(
              'a text, a number, true, false or secret("NAME")',
              z.union([z.string(), z.number(), z.boolean(), secretReference()]),
              envValueRule,
            ),
          ),
        ).optional(),
        limits: limits().optional(),
      })
      .optional(),
  defaults: DEFAULTS,
  derived: DERIVED,
  askedFor: { app: "must be said when a host runs `app`" },
  resolve: (config, site, book) => config && resolve(config, site, book),
  rules: [variableNames, socketIsLocal, literalVariables, ({ draft }) => twice(["app", "packages"], draft.app?.packages)],
  secrets: ({ app }) => entriesOf(app?.env).map(([name, value]) => [["app", "env", name], value]),
});
