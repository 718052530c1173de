import { hostCertificate } from "../../../kit/pki.ts";
import type { Host } from "../../../model/infrastructure.ts";
import { keyOf, type Resource } from "../../../state/resource.ts";
import { GROUP_CA, GROUP_CERTIFICATE } from "./names.ts";

/**
 * With what the nodes of a group know each other. Galera verifies chains and asks for no names, so whom it lets in is for the CA to
 * say: this one signs for nodes alone.
 */
export function membership(
  host: Host,
  groupCertificate: string,
  reader = "mysql",
): { readonly resources: readonly Resource[]; readonly keys: readonly string[] } {
  const resources: readonly Resource[] = [
    { kind: "file", path: GROUP_CA, content: [groupCertificate] },
    hostCertificate(host, GROUP_CERTIFICATE, "group", {
      names: [`DNS:${host.name}`, `IP:${host.address}`],
      usage: ["server", "client"],
      owner: `root:${reader}`,
      ca: "group",
    }),
  ];
  return { resources, keys: resources.map(keyOf) };
}
