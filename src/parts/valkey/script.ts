import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { shellFile } from "../../kit/unit-file.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { FileResource, Resource } from "../../state/resource.ts";
import { secretRef, text } from "../../util/content.ts";
import { withParameters } from "../../util/script.ts";
import script from "./cache.sh";
import { CACHE_PORTS, CACHE_START_OPTIONS, cacheCertificate, FILES, GROUP, SCRIPT, SECRETS, VOTE_STATE } from "./names.ts";
import { isReplicated, majorityOf, votersOf } from "./voters.ts";

/** What a cache and a voter ask before they start, of each other: who takes the writes. */
export function cacheScript(host: Host, infra: Infrastructure): FileResource {
  const parameters = {
    OWN: host.address,
    CACHES: addresses(hostsOf(infra, "cache")),
    VOTERS: addresses(votersOf(infra)),
    QUORUM: String(majorityOf(infra)),
    GROUP,
    PORT: String(CACHE_PORTS.server),
    VOTE_PORT: String(CACHE_PORTS.vote),
    CA: CA_CERTIFICATE,
    CERTIFICATE: cacheCertificate(host).path,
    PASSWORD: FILES.password,
    SETTINGS: FILES.vote,
    STATE: VOTE_STATE,
    START_OPTIONS: CACHE_START_OPTIONS,
  };
  return shellFile(SCRIPT, [withParameters(script, parameters)]);
}

/** What the script needs, and what its verbs write. */
export function scriptResources(host: Host, infra: Infrastructure): readonly Resource[] {
  return [
    { kind: "written", path: CACHE_START_OPTIONS },
    ...(isReplicated(infra) ? [{ kind: "written", path: VOTE_STATE } as const] : []),
    { kind: "file", path: FILES.password, mode: "0600", content: text`${secretRef(SECRETS.host)}\n` },
    cacheScript(host, infra),
  ];
}

function addresses(hosts: readonly Host[]): string {
  return hosts.map((it) => it.address).join(" ");
}
