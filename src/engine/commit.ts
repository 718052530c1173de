import type { Emit } from "../event/event.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { filesScript, prepareScript, unitsScript } from "../state/apply-script.ts";
import type { ArchiveEntry, CommitInputs, IssuedCertificate } from "../state/kind.ts";
import { confirmCommand } from "../state/kinds/ruleset.ts";
import { type LockRequest, UNPACK_AND_RUN } from "../state/script-frame.ts";
import type { HostPlan } from "../state/step.ts";
import type { Transport } from "../transport/transport.ts";
import { BartizanError, fail } from "../util/errors.ts";
import type { Secrets } from "../util/secret.ts";
import { archive } from "./archive.ts";
import type { Authorities } from "./authority.ts";
import { runScript } from "./run-script.ts";

/** What it takes to carry the plan of one host out. */
export interface HostRun {
  readonly infra: Infrastructure;
  readonly transport: Transport;
  readonly secrets: Secrets;
  readonly authorities: Authorities;
  readonly emit: Emit;
}

/** Takes a host's lock, does what changes nothing that runs there, and signs what the host asks for. By path of the certificate. */
export async function prepareHost(means: HostRun, it: HostPlan, hold: LockRequest): Promise<ReadonlyMap<string, IssuedCertificate>> {
  const { values } = await send(means, it, prepareScript(it, hold));
  return issueAll(means, it, values);
}

/** Carries the rest of a plan out on its host. */
export async function commitHost(means: HostRun, it: HostPlan, hold: LockRequest, commit: CommitInputs): Promise<void> {
  if (it.steps.some((step) => ["certificate", "file", "link", "ruleset"].includes(step.kind))) {
    await send(means, it, filesScript(it, hold, commit));
  }
  for (const step of it.steps) {
    if (step.kind !== "ruleset") continue;
    // A new TCP connection: the shared one would pass any rules, being established already.
    const result = await means.transport.run(it.host, confirmCommand(step), { fresh: true, timeoutMs: 30_000 });
    if (result.code !== 0) throw fail("BZ_FIREWALL_UNCONFIRMED", { where: it.host, output: result.stderr });
    means.emit({ type: "confirmed", host: it.host });
    means.emit({ type: "step-done", host: it.host, step: step.summary, seconds: 0 });
  }
  await send(means, it, unitsScript(it, hold, commit));
}

async function send(
  { transport, emit, secrets }: HostRun,
  it: HostPlan,
  entries: readonly ArchiveEntry[],
): Promise<{ readonly values: ReadonlyMap<string, string> }> {
  return runScript(transport, it, UNPACK_AND_RUN, await archive(entries), emit, secrets);
}

async function issueAll(
  { authorities, infra }: HostRun,
  it: HostPlan,
  values: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, IssuedCertificate>> {
  const issued = new Map<string, IssuedCertificate>();
  for (const step of it.steps) {
    if (step.kind !== "certificate") continue;
    const request = values.get(step.resource.path);
    if (request === undefined)
      throw fail("BZ_CERTIFICATE_REQUEST", { where: `${it.host} ${step.resource.path}`, found: "no request came back" });
    const authority = authorities[step.resource.ca ?? "own"];
    issued.set(step.resource.path, await authority.issue(step.resource, Buffer.from(request, "base64"), infra.tls.lifetimeDays));
  }
  return issued;
}

/** Waits for all, then throws what failed, all at once: a host is never left in the middle because another one failed. */
export async function settle<T>(tasks: readonly Promise<T>[]): Promise<readonly T[]> {
  const results = await Promise.allSettled(tasks);
  const reasons = results.flatMap((it) => (it.status === "rejected" ? [it.reason as unknown] : []));
  const foreign = reasons.find((it) => !(it instanceof BartizanError));
  if (foreign !== undefined) throw foreign;
  if (reasons.length > 0) throw new BartizanError(reasons.flatMap((it) => (it instanceof BartizanError ? it.problems : [])));
  return results.flatMap((it) => (it.status === "fulfilled" ? [it.value] : []));
}
