import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import type { App } from "../../../src/parts/app/language.ts";
import type { Monitoring } from "../../../src/parts/victoriametrics/language.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

// Put together here, so that no scanner takes this file for a leak.
const made = (...parts: readonly string[]): string => parts.join("");
const HEX = made("9f86d081884c7d65", "9a2feaa0c55ad015");
const BASE64 = made("q8Zr2LmX", "v4TnP0sB", "yJ6hWkE1");
const UUID = made("2f1e7c9a-", "4b3d-4c55-", "9a77-0d1e2f3a4b5c");

const app = (change: Partial<App>): Infrastructure => ({ ...whiteboard, ...(whiteboard.app && { app: { ...whiteboard.app, ...change } }) });
const monitoring = (change: Partial<Monitoring>): Infrastructure => ({
  ...whiteboard,
  monitoring: { ...whiteboard.monitoring, ...change },
});
const backupsTo = (to: string): Infrastructure => ({ ...whiteboard, backups: { to, everyHours: 24, keepDays: 30 } });

export const fires: readonly CheckCase[] = [
  {
    name: "a password as an option",
    infra: app({ command: "node server.js --db-user app --password=hunter2" }),
    entities: ["app.command"],
  },
  { name: "a token as an option of the build", infra: app({ build: "npm ci --token abcdef && npm run build" }), entities: ["app.build"] },
  { name: "a password before the command", infra: app({ command: "DB_PASSWORD=hunter2 node server.js" }), entities: ["app.command"] },
  {
    name: "a header with a token",
    infra: app({ build: "curl -H 'Authorization: Bearer abcdef' https://example.net/x.tgz" }),
    entities: ["app.build"],
  },
  {
    name: "a name with its password",
    infra: app({ build: "curl -fsS -u ci:hunter2 https://example.net/x.tgz | tar xz" }),
    entities: ["app.build"],
  },
  { name: "a random value under an innocent name", infra: app({ env: { SEARCH: HEX, BUCKET: "photos" } }), entities: ["app.env.SEARCH"] },
  { name: "in other letters", infra: app({ env: { SEARCH: BASE64 } }), entities: ["app.env.SEARCH"] },
  {
    name: "a heartbeat that anybody can send",
    infra: monitoring({ watchdog: `https://hc-ping.com/${UUID}` }),
    entities: ["monitoring.watchdog"],
  },
  {
    name: "the key of a pager, and an address that is one",
    infra: monitoring({
      receivers: [
        { kind: "pagerduty", to: "any-key" },
        { kind: "webhook", to: `https://alerts.example.net/in/${HEX}` },
        { kind: "webhook", to: `https://other.example.net/in/${HEX}` },
      ],
    }),
    entities: ["monitoring.receivers:pagerduty", "monitoring.receivers:webhook"],
  },
  { name: "backups behind a token", infra: backupsTo(`https://${HEX}@backup.example.net/foobar`), entities: ["backups.to"] },
];

export const silent: readonly CheckCase[] = [
  { name: "the whiteboard", infra: whiteboard },
  { name: "a file that holds it", infra: app({ command: "node server.js --password-file /run/secrets/db" }) },
  { name: "a variable that holds it", infra: app({ command: 'node server.js --password="$DB_PASSWORD" --token $TOKEN' }) },
  { name: "an option without a value", infra: app({ command: "node server.js --token --verbose" }) },
  { name: "a substitution", infra: app({ build: "curl -u ci:$CI_PASSWORD https://example.net/x.tgz && API_TOKEN=$(cat token) make" }) },
  { name: "the name of a secret", infra: app({ env: { SEARCH: { secret: "SEARCH_KEY" } } }) },
  {
    name: "long values that are meant to be seen",
    infra: app({
      env: {
        GIT_COMMIT: HEX,
        ANALYTICS_ID: BASE64,
        FEATURES: "search,checkout,recommendations,newsletter",
        BASE: "https://static.example.net/assets/2027/04/brand-new-look",
        TITLE: "Foobar-The-Largest-Foo-In-The-World-2027",
      },
    }),
  },
  {
    name: "an ordinary address",
    infra: monitoring({
      watchdog: "https://watchdog.example.net/foobar",
      receivers: [{ kind: "webhook", to: "https://alerts.example.net/in/production" }],
    }),
  },
  { name: "a mail address", infra: monitoring({ receivers: [{ kind: "email", to: "oncall@example.net" }] }) },
  { name: "the name of a host", infra: backupsTo("mon1") },
  { name: "a bucket", infra: backupsTo("s3://foobar-backups-eu-central-1/production/mariadb") },
];
