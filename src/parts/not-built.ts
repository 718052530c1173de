import type { Infrastructure } from "../model/infrastructure.ts";
import { type Problem, problem } from "../util/errors.ts";
import { webHostsWithoutApp } from "./app/address.ts";
import { placeOf } from "./backup/place.ts";

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
  const { certificate: kind, profile } = infra.tls;
  return [
    ...(kind === "internal"
      ? []
      : [
          {
            where: "tls.certificate",
            found: kind === "none" ? "a site without HTTPS" : "a certificate that is brought",
            allowed: 'certificate: "internal", from the CA of this infrastructure',
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
  const [lone] = infra.tls.upstream === "verified" && infra.app !== undefined ? webHostsWithoutApp(infra) : [];
  if (lone === undefined) return [];
  const found = `TLS from the web server on ${lone.name} to the app on another host`;
  return [{ where, found, allowed: '"verified" where every web server has the app beside it', back: "Remove it." }];
}

function database({ database: its }: Infrastructure): readonly Missing[] {
  if (its === undefined) return [];
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
  if (its.topology === "galera") {
    const arbitrator =
      its.arbitrator === undefined
        ? []
        : [
            {
              where: "database.arbitrator",
              found: "a host without data that votes",
              allowed: "a third node with data",
              back: "Let a third host run `database` in its place.",
            },
          ];
    return [...arbitrator, ...required];
  }
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
    ...(its.replication === "async"
      ? []
      : [
          {
            where: "database.replication",
            found: "semi-synchronous replication",
            allowed: "async: a commit waits for no replica",
            back: "Remove it.",
          },
        ]),
    ...required,
  ];
}

function operation({ backups }: Infrastructure): readonly Missing[] {
  if (backups === undefined || placeOf(backups.to) !== undefined) return [];
  const found = /^[a-z0-9-]+$/.test(backups.to)
    ? "copies of the database on a host of this file"
    : "copies of the database by another way than SSH, or without a user or a folder";
  return [{ where: "backups.to", found, allowed: "sftp://user@host/folder", back: "Write such a URL." }];
}
