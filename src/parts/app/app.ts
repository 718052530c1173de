import { type App, type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { type FileResource, keyOf, type ReleaseResource, type Resource, type UnitResource } from "../../state/resource.ts";
import { quote } from "../../util/shell.ts";
import { CA } from "../mariadb/names.ts";
import type { Part, PartContext } from "../part.ts";
import { unitFile } from "../unit-file.ts";
import { upstreamEncryption } from "../upstream.ts";
import { listenAddress, socketPath, tiersApart } from "./address.ts";
import { environmentFile } from "./environment.ts";
import { ownName } from "./own-name.ts";
import { releaseRoot } from "./release.ts";
import { ENVIRONMENT, serviceUnit, socketUnit } from "./units.ts";

/** How many releases stay on a host, to go back to. */
const KEEP = 5;

/** The user's app: its release on web and app hosts, and its service on app hosts. */
export const app: Part = {
  name: "app",
  standsOn: (host, infra) => infra.app !== undefined && (host.roles.includes("web") || host.roles.includes("app")),
  packages: (infra, host) => (host.roles.includes("app") ? (infra.app?.packages ?? []) : []),
  flows: (infra) => {
    const listen = infra.app?.listen;
    const encrypted = infra.tls.upstream !== "plain";
    // A unix socket reaches no further than its host.
    if (typeof listen !== "number" || !tiersApart(infra)) return [];
    return [
      {
        from: hostsOf(infra, "web").map((host) => host.name),
        to: hostsOf(infra, "app").map((host) => host.name),
        channels: [
          {
            service: "app",
            protocol: "tcp",
            port: encrypted ? PORTS.appTls : listen,
            encryption: upstreamEncryption(infra),
            carries: "requests",
            purpose: (from, to) => `The web server on ${from} asks the app on ${to}.`,
          },
        ],
      },
    ];
  },
  resources: (host, context) => (context.infra.app === undefined ? [] : resources(host, context, context.infra.app)),
};

function resources(host: Host, { infra, releaseId }: PartContext, its: App): readonly Resource[] {
  const releases: readonly ReleaseResource[] =
    releaseId === undefined ? [] : [{ kind: "release", root: releaseRoot(infra), id: releaseId, keep: KEEP }];
  if (!host.roles.includes("app")) return releases;
  const environment: FileResource = { kind: "file", path: ENVIRONMENT, content: environmentFile(host, infra, its), mode: "0600" };
  const service = unitFile(`${infra.name}.service`, serviceUnit(infra, its));
  const sockets = its.listen === "socket" ? [unitFile(`${infra.name}.socket`, socketUnit(infra))] : [];
  const units: readonly UnitResource[] = [
    ...sockets.map((file): UnitResource => ({ kind: "unit", name: `${infra.name}.socket`, want: "running", restartOn: [keyOf(file)] })),
    {
      kind: "unit",
      name: `${infra.name}.service`,
      want: "running",
      restartOn: [...[service, environment, ...sockets, ...releases].map(keyOf), `file:${CA}`],
      ready: ready(host, infra, its),
      readySeconds: 30,
    },
  ];
  return [
    ownName(infra),
    { kind: "account", name: infra.name },
    environment,
    service,
    ...sockets,
    ...releases,
    // Without a release there is nothing that could run.
    ...(releaseId === undefined ? [] : units),
  ];
}

function ready(host: Host, infra: Infrastructure, its: App): string {
  const curl = `curl -fsS -o /dev/null --max-time 2 -H ${quote(`Host: ${infra.domain}`)}`;
  if (its.listen === "socket") return `${curl} --unix-socket ${socketPath(infra)} ${quote(`http://localhost${its.health}`)}`;
  return `${curl} ${quote(`http://${listenAddress(host, infra)}:${its.listen}${its.health}`)}`;
}
