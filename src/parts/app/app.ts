import { appAddress, socketPath, tiersApart } from "../../kit/app-address.ts";
import { IN_WINDOW, lastByHost, perHost } from "../../kit/panel.ts";
import type { Part, PartContext } from "../../kit/part.ts";
import { running, unitFile } from "../../kit/unit-file.ts";
import { alsoService, upstreamEncryption, upstreamLabel } from "../../kit/upstream.ts";
import { type Host, hostsOf } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { waysTaken } from "../../model/upstream.ts";
import { type FileResource, keyOf, type ReleaseResource, type Resource, type Trial, type UnitResource } from "../../state/resource.ts";
import type { Content } from "../../util/content.ts";
import { CA } from "../mariadb/server/names.ts";
import { environmentFile } from "./environment.ts";
import { type AppListener, healthQuestion } from "./health-request.ts";
import type { App } from "./language.ts";
import { ownName } from "./own-name.ts";
import { appPorts } from "./ports.ts";
import { releaseRoot } from "./release.ts";
import { appRole } from "./role.ts";
import { appSection } from "./section.ts";
import { appStatus, appTable } from "./status.ts";
import { ENVIRONMENT, serviceUnit, socketUnit, trying } from "./units.ts";

/** How many releases stay on a host, to go back to. */
const KEEP = 5;

/** What the flows of requests are called. */
const SERVICE = "app";

/** The user's app: its release on web and app hosts, and its service on app hosts. */
export const appPart: Part = {
  name: "app",
  role: appRole,
  section: appSection,
  cards: ([host], { app }) =>
    host?.roles.includes("app") ? [{ key: "app", place: 30, icon: "app", title: "app", detail: app?.command ?? "" }] : [],
  flowServices: [SERVICE, alsoService(SERVICE)],
  standsOn: (host, infra) => infra.app !== undefined && (host.roles.includes("web") || host.roles.includes("app")),
  ships: true,
  // An app may want its database when it starts, and HAProxy is its only way there, even to one beside it.
  needs: () => ["mariadb", "haproxy"],
  ports: appPorts,
  packages: (infra, host) => (host.roles.includes("app") ? (infra.app?.packages ?? []) : []),
  services: (host, infra) => {
    if (!host.roles.includes("app")) return [];
    const both = { begins: true, interrupts: true } as const;
    return [
      // What its interpreter has not read yet, it reads at any moment. A web server beside it asks no other one.
      { unit: `${infra.name}.service`, roles: ["app", "web"], ...both, journal: true, packages: infra.app?.packages ?? [] },
      { unit: `${infra.name}.socket`, roles: ["app"], ...both },
    ];
  },
  flows: (infra) => {
    const listen = infra.app?.listen;
    // A unix socket reaches no further than its host.
    if (typeof listen !== "number" || !tiersApart(infra)) return [];
    return [
      {
        from: hostsOf(infra, "web").map((host) => host.name),
        to: hostsOf(infra, "app").map((host) => host.name),
        channels: waysTaken(infra).map((way, index) => ({
          service: index === 0 ? SERVICE : alsoService(SERVICE),
          label: upstreamLabel(way),
          ends: { from: "web", to: "app" },
          protocol: "tcp",
          port: way === "plain" ? listen : PORTS.appTls,
          encryption: upstreamEncryption(way),
          carries: "requests",
          purpose: (from, to) => `The web server on ${from} asks the app on ${to}.`,
        })),
      },
    ];
  },
  measures: (window, { name }) => ({ appUp: appUp(name, window) }),
  status: { ...appStatus, table: appTable },
  panels: ({ app, name }) =>
    app === undefined ? [] : [perHost("app", "app-up", "Service runs", "flag", appUp(name, IN_WINDOW), { most: 1 })],
  resources: (host, context) => (context.infra.app === undefined ? [] : resources(host, context, context.infra.app)),
};

function appUp(name: string, window: string): string {
  return lastByHost(`node_systemd_unit_state{name="${name}.service",state="active"}`, window);
}

function resources(host: Host, context: PartContext, its: App): readonly Resource[] {
  const { infra, releaseId } = context;
  // Without a release there is nothing that could run.
  const release: ReleaseResource | undefined =
    releaseId === undefined ? undefined : { kind: "release", root: releaseRoot(infra), id: releaseId, keep: KEEP };
  if (!host.roles.includes("app")) return release === undefined ? [] : [release];
  const environment: FileResource = { kind: "file", path: ENVIRONMENT, content: environmentFile(host, context, its), mode: "0600" };
  const service = unitFile(`${infra.name}.service`, serviceUnit(infra, its));
  const sockets = its.listen === "socket" ? [unitFile(`${infra.name}.socket`, socketUnit(infra))] : [];
  const files = [ownName(infra), { kind: "account", name: infra.name } as const, environment, service, ...sockets];
  if (release === undefined) return files;
  const unit: UnitResource = {
    kind: "unit",
    name: `${infra.name}.service`,
    want: "running",
    restartOn: [...[service, environment, ...sockets, release].map(keyOf), `file:${CA}`],
    ready: healthQuestion(infra, its, listener(appAddress(host, infra), socketPath(infra), its)),
    readySeconds: its.startSeconds,
    switches: {
      together: [service, environment, release].map(keyOf),
      trial: trial(host, context, its, release.id),
    },
  };
  return [...files, release, ...sockets.map((file) => running(`${infra.name}.socket`, { restartOn: [keyOf(file)] })), unit];
}

const listener = (address: string, socket: string, { listen }: App): AppListener => (listen === "socket" ? { socket } : { address });

/** The app once more, on a port or a socket of its own that no request goes to. */
function trial(host: Host, context: PartContext, its: App, releaseId: string): Trial {
  const { infra } = context;
  const run = trying(infra, releaseId);
  const address = `127.0.0.1:${PORTS.loopback.appTrial}`;
  const file = (path: string, content: Content, mode = "0644"): FileResource => ({ kind: "file", path, content, mode });
  const units = "/run/systemd/system";
  return {
    name: `${run.unit}.service`,
    files: [
      file(run.environment, environmentFile(host, context, its, address), "0600"),
      file(`${units}/${run.unit}.service`, [serviceUnit(infra, its, run)]),
      ...(its.listen === "socket" ? [file(`${units}/${run.unit}.socket`, [socketUnit(infra, run)])] : []),
    ],
    folders: [`/run/${run.unit}`],
    ready: healthQuestion(infra, its, listener(address, run.socket, its)),
  };
}
