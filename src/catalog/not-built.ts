import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { placeIn } from "../parts/backup/place.ts";
import { type Problem, problem } from "../util/errors.ts";

/** Something that the language knows and the parts cannot bring about yet. */
interface Missing {
  readonly where: string;
  /** What is asked for, in words. */
  readonly found: string;
  /** What can be built today. */
  readonly allowed: string;
  /** The way back to what can be built. */
  readonly back: string;
}

const OR_WAIT = "Or wait for a release that can: `check`, `draw` and `report` work with the file as it is.";

/** Everything in the file that cannot be brought up yet; empty when all of it can. */
export function notBuilt(infra: Infrastructure): readonly Problem[] {
  const missing = [...balancer(infra), ...certificate(infra), ...database(infra), ...operation(infra)];
  return missing.map(({ where, found, allowed, back }) =>
    problem("BZ_NOT_BUILT_YET", { where, found, allowed, mend: `${back} ${OR_WAIT}` }),
  );
}

function balancer(infra: Infrastructure): readonly Missing[] {
  return [
    ...(infra.balancer.healthCheck
      ? []
      : [{ where: "balancer.healthCheck", found: "false", allowed: "true: web servers are asked once a second", back: "Remove it." }]),
  ];
}

function certificate(infra: Infrastructure): readonly Missing[] {
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

function upstreamTls(infra: Infrastructure): readonly Missing[] {
  const where = "tls.upstream";
  if (infra.tls.upstream === "unverified") {
    return [{ where, found: "TLS that verifies nobody", allowed: '"plain" or "verified"', back: 'Write upstream: "verified".' }];
  }
  return [];
}

function database(infra: Infrastructure): readonly Missing[] {
  const { database: its } = infra;
  if (its === undefined) return [];
  const data = hostsOf(infra, "database").length;
  const required =
    its.tls === "required"
      ? []
      : [
          {
            where: "database.tls",
            found: "connections in clear",
            allowed: "required: every connection is encrypted and verified",
            back: "Remove it.",
          },
        ];
  if (its.topology === "galera") return required;
  return [
    ...(its.replicasReadOnly
      ? []
      : [
          {
            where: "database.replicasReadOnly",
            found: "replicas that take writes",
            allowed: "replicas that refuse them",
            back: "Remove it.",
          },
        ]),
    ...semiSync(its.replication, data),
    ...required,
  ];
}

/** Between two hosts, the loss of the replica would stop all writes: a commit then has nobody to wait for. */
function semiSync(replication: NonNullable<Infrastructure["database"]>["replication"], hosts: number): readonly Missing[] {
  if (replication === "async" || hosts > 2) return [];
  const found = `semi-synchronous replication between ${hosts === 1 ? "one host and nobody" : `${hosts} hosts`}`;
  const allowed = "three hosts that run `database`, or async: a commit waits for no replica";
  return [{ where: "database.replication", found, allowed, back: "Add a third database, or remove it." }];
}

function operation(infra: Infrastructure): readonly Missing[] {
  if (infra.backups === undefined || placeIn(infra) !== undefined) return [];
  const found = "copies of the database by another way than SSH, or without a user or a folder";
  return [{ where: "backups.to", found, allowed: "sftp://user@host/folder, or the name of a host", back: "Write one of these." }];
}
