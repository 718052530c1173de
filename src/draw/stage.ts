import { ROLES } from "../catalog/roles.ts";
import type { ChannelFlow } from "../model/flow-group.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { virtualAddresses } from "../model/virtual-address.ts";
import { backupWords } from "../parts/backup/place.ts";
import { bundlesOf, OPERATORS, USER, VIRTUAL } from "./bundles.ts";
import type { Marks } from "./marks.ts";
import { nodesByTier } from "./nodes.ts";
import type { OutsideNode, Scene, SceneColumn } from "./scene.ts";
import { sheaves } from "./sheaves.ts";

/** RFC 1918. */
const PRIVATE = /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./;

/** Everything that is to be in the picture of an infrastructure. */
export function sceneOf(infra: Infrastructure, flows: readonly ChannelFlow[], marks: Marks): Scene {
  const outside = outsideOf(infra, flows, marks);
  const before: readonly SceneColumn[] = outside.some((node) => node.kind === "virtual")
    ? [
        { kind: "outside", title: "" },
        { kind: "virtual", title: "" },
      ]
    : [{ kind: "outside", title: "" }];
  const tiers = nodesByTier(infra, flows, marks, before.length);
  const nodes = [...outside, ...tiers.nodes];
  return {
    name: infra.name,
    domain: infra.domain,
    summary: summaryOf(infra),
    network: infra.hosts.every((host) => PRIVATE.test(host.address)) ? "private network" : "network of the hosts",
    columns: [...before, ...tiers.columns],
    bands: tiers.bands,
    bandMarks: tiers.bands.map((zone) => marks.others.get(`zone:${zone}`)),
    nodes,
    bundles: bundlesOf(sheaves(infra, flows, marks.flows), nodes, infra, marks),
    remarks: marks.remarks,
  };
}

function summaryOf(infra: Infrastructure): string {
  const roles = ROLES.flatMap((role) => {
    const count = hostsOf(infra, role).length;
    return count === 0 ? [] : [`${role} on ${count}`];
  });
  return [`${infra.hosts.length} ${infra.hosts.length === 1 ? "host" : "hosts"}`, ...roles].join(" · ");
}

function outsideOf(infra: Infrastructure, flows: readonly ChannelFlow[], marks: Marks): readonly OutsideNode[] {
  const opens = (kind: ChannelFlow["from"]["kind"]): boolean => flows.some((flow) => flow.from.kind === kind);
  const moving = virtualAddresses(infra);
  const { backups } = infra;
  const node = (kind: OutsideNode["kind"], id: string, icon: OutsideNode["icon"], title: string, facts: readonly string[]): OutsideNode => {
    return { kind, id, column: kind === "virtual" ? 1 : 0, icon, title, facts, mark: marks.others.get(`${kind}:${title}`) };
  };
  return [
    ...(opens("anyone") ? [node("user", USER, "user", "users", ["any browser"])] : []),
    ...(opens("admin") ? [node("operators", OPERATORS, "operators", "operators", infra.firewall.admin)] : []),
    ...(moving.length > 0 && hostsOf(infra, "balancer").length > 0 ? [node("virtual", VIRTUAL, "virtual", "virtual address", moving)] : []),
    ...infra.dependencies.map((it) =>
      node("dependency", `@needs-${it.name}`, "dependency", it.name, [`needed by ${it.neededBy === "site" ? "the site" : it.neededBy}`]),
    ),
    ...(backups === undefined || infra.hosts.some((host) => host.name === backups.to)
      ? []
      : [node("backup", "@backup", "backup", "backups", [placeOf(backups.to), backupWords(infra)])]),
  ];
}

/** The machine and the way to it. Of the rest of a URL, much may be nobody's business: a login, a key. */
function placeOf(url: string): string {
  const [, scheme, host] = /^([\w+.-]+):\/\/(?:[^/?#]*@)?([^/?#]+)/.exec(url) ?? [];
  return scheme === undefined || host === undefined ? "elsewhere" : `${host}, ${scheme}`;
}
