import type { NotBuilt } from "../kit/part.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { type Problem, problem } from "../util/errors.ts";
import { PARTS } from "./registry.ts";

const OR_WAIT = "Or wait for a release that can: `check`, `draw` and `report` work with the file as it is.";

/** Everything in the file that cannot be brought up yet; empty when all of it can. */
export function notBuilt(infra: Infrastructure): readonly Problem[] {
  const missing = [...balancer(infra), ...certificate(infra), ...PARTS.flatMap((part) => part.notBuilt?.(infra) ?? [])];
  return missing.map(({ where, found, allowed, back }) =>
    problem("BZ_NOT_BUILT_YET", { where, found, allowed, mend: `${back} ${OR_WAIT}` }),
  );
}

function balancer(infra: Infrastructure): readonly NotBuilt[] {
  return [
    ...(infra.balancer.healthCheck
      ? []
      : [{ where: "balancer.healthCheck", found: "false", allowed: "true: web servers are asked once a second", back: "Remove it." }]),
  ];
}

function certificate(infra: Infrastructure): readonly NotBuilt[] {
  const { certificate: kind, profile, provided } = infra.tls;
  return [
    ...(kind === "internal" || kind === "acme" || provided?.chain !== undefined
      ? []
      : [
          {
            where: "tls.certificate",
            found: kind === "none" ? "a site without HTTPS" : "a certificate without its chain and key",
            allowed:
              'certificate: "internal", from the CA of this infrastructure, "acme", from a public one, or "provided" with its chain and key',
            back: 'Write certificate: "internal".',
          },
        ]),
    ...upstreamTls(infra),
    ...(profile === "intermediate"
      ? []
      : [{ where: "tls.profile", found: `Mozilla's guideline "${profile}"`, allowed: "intermediate", back: "Remove it." }]),
  ];
}

function upstreamTls(infra: Infrastructure): readonly NotBuilt[] {
  const where = "tls.upstream";
  if (infra.tls.upstream === "unverified") {
    return [{ where, found: "TLS that verifies nobody", allowed: '"plain" or "verified"', back: 'Write upstream: "verified".' }];
  }
  return [];
}
