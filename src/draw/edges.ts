import type { Bundle, Label, Scene, SceneNode } from "./scene.ts";

/** A line between two nodes, for languages that know no branches. */
export interface Edge {
  readonly bundle: Bundle;
  /** Absent when it has been said. */
  readonly label: Label | undefined;
  readonly from: string;
  /** Absent when it leads to the frame of all hosts. */
  readonly to: string | undefined;
  readonly both: boolean;
  readonly standby: boolean;
}

/** The bundles as single edges, in order. */
export function edgesOf(scene: Scene): readonly Edge[] {
  const nodes = new Map(scene.nodes.map((node) => [node.id, node]));
  return scene.bundles.flatMap((bundle) => edgesIn(bundle, nodes));
}

function edgesIn(bundle: Bundle, nodes: ReadonlyMap<string, SceneNode>): readonly Edge[] {
  const edge = (from: string, to: string | undefined, standby = false): Edge => ({
    bundle,
    label: bundle.label,
    from,
    to,
    standby,
    both: bundle.shape === "peers",
  });
  switch (bundle.shape) {
    case "access":
      return bundle.from.map((end) => edge(end.node, undefined));
    case "metrics": {
      const senders = new Set(bundle.sources);
      const from = [...nodes.values()].filter((node) => node.kind === "host" && node.hosts.some((host) => senders.has(host.name)));
      const its = from.flatMap((node) => bundle.to.filter((end) => talks(node.id, end.node, nodes)).map((end) => edge(node.id, end.node)));
      // Once is enough for what comes from everywhere.
      return its.map((it, index) => (index === 0 ? it : { ...it, label: undefined }));
    }
    case "peers":
      return bundle.from.flatMap(({ node }, index) =>
        bundle.to.slice(index).flatMap((end) => (talks(node, end.node, nodes) ? [edge(node, end.node)] : [])),
      );
    default:
      return bundle.from.flatMap(({ node }) =>
        bundle.to.flatMap((end) => (talks(node, end.node, nodes) ? [edge(node, end.node, end.standby)] : [])),
      );
  }
}

/** A host has no flow to itself, but several in one box may talk to each other. */
function talks(from: string, to: string, nodes: ReadonlyMap<string, SceneNode>): boolean {
  const node = nodes.get(from);
  return from !== to || (node?.kind === "host" && node.hosts.length > 1);
}
