import { join } from "node:path";
import { compile } from "../../../src/catalog/compile.ts";
import { loadInfrastructure } from "../../../src/config/load.ts";
import { type ConvergeInputs, converge, planSite } from "../../../src/engine/converge.ts";
import { look } from "../../../src/engine/look.ts";
import { makeRelease, packedRelease } from "../../../src/engine/release.ts";
import { certificatesOf, openVault } from "../../../src/engine/vault.ts";
import { folderStore } from "../../../src/engine/vault-store.ts";
import type { Event } from "../../../src/event/event.ts";
import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import type { HostState, Resource } from "../../../src/state/resource.ts";
import { openssh } from "../../../src/transport/openssh.ts";
import { secretsIn } from "../../../src/util/content.ts";
import type { Site } from "./site.ts";

/** What a test may change on the way from the file to the machines. */
export interface Changes {
  readonly infra?: (infra: Infrastructure) => Infrastructure;
  readonly resource?: (it: Resource, host: string) => Resource;
  readonly only?: readonly string[];
}

/** The engine on a running lab, without the command line and without booting anything: what `up` does, with changes of the test's. */
export async function convergeWith(site: Site, changes: Changes): Promise<readonly Event[]> {
  const loaded = await loadInfrastructure(undefined, site.dir);
  const infra = changes.infra?.(loaded.infra) ?? loaded.infra;
  const vault = await openVault(folderStore(join(site.dir, ".bartizan/lab")), infra);
  const app = infra.app;
  if (app === undefined) throw new Error("the example has an app");
  const shop = { app, project: site.dir, config: join(site.dir, "bartizan.config.ts"), cacheDir: join(site.dir, ".bartizan/releases") };
  const id = await makeRelease(shop);
  const states = [...compile(infra, { ...certificatesOf(vault), releaseId: id }).values()]
    .filter((state) => changes.only === undefined || changes.only.includes(state.host))
    .map((state): HostState => ({ ...state, resources: state.resources.map((it) => changes.resource?.(it, state.host) ?? it) }));
  const names = states.flatMap((state) =>
    state.resources.flatMap((it) =>
      "content" in it ? secretsIn(it.content) : it.kind === "command" ? [...secretsIn(it.check), ...secretsIn(it.apply)] : [],
    ),
  );
  const access = site.access();
  const transport = openssh({
    destinations: new Map(infra.hosts.map((host) => [host.name, host.name])),
    configFile: access.sshConfig,
    enter: access.enter,
  });
  const events: Event[] = [];
  const inputs: ConvergeInputs = {
    infra,
    states,
    transport,
    secrets: await vault.secrets(names, {}),
    authorities: vault.authorities,
    release: () => packedRelease(shop, id),
    emit: (event) => events.push(event),
  };
  try {
    const hosts = states.map((it) => it.host);
    await converge(inputs, planSite(inputs, await look(transport, hosts, inputs, inputs.emit)));
  } finally {
    await transport.close();
  }
  return events;
}
