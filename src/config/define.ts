import type { DestinationConfig, InfrastructureConfig, SecretReference, WaiverConfig } from "../language/config.ts";

/** Describes an infrastructure. It only gives the file its types: what is wrong is said when the file is loaded, all at once. */
export function defineInfrastructure(config: InfrastructureConfig): InfrastructureConfig {
  return config;
}

/**
 * A value for `app.env` that must not stand in the file: it is read from the operator's environment or secret file under this
 * name when it is needed, and is never shown.
 */
export function secret(name: string): SecretReference {
  return { secret: name };
}

/** What all services have in common. */
type Selection = Pick<DestinationConfig, "metrics">;

/** Of services that take logs. */
type Logs = Pick<DestinationConfig, "logs">;

/** Measurements, and logs, to an HTTP source of Sumo Logic. */
export function sumologic(
  to: Selection & Logs & { readonly url: SecretReference; readonly category?: string | undefined },
): DestinationConfig {
  return { kind: "sumologic", ...to };
}

/** Measurements, and logs, to Datadog. */
export function datadog(to: Selection & Logs & { readonly site: string; readonly key: SecretReference }): DestinationConfig {
  return { kind: "datadog", ...to };
}

/** How a service knows who sends. */
interface Login {
  readonly token?: SecretReference | undefined;
  readonly user?: string | undefined;
  readonly password?: SecretReference | undefined;
  readonly tenant?: string | undefined;
}

/** Measurements, and logs, by OTLP over HTTP, to an OpenTelemetry collector or a service that speaks it. */
export function otlp(to: Selection & Logs & Login & { readonly url: string | SecretReference }): DestinationConfig {
  return { kind: "otlp", ...to };
}

/** Measurements by Prometheus' remote write: to Prometheus, Mimir, Thanos, Grafana Cloud and others. */
export function remoteWrite(
  to: Selection & Login & { readonly url: string; readonly from?: "monitor" | "hosts" | undefined },
): DestinationConfig {
  return { kind: "remoteWrite", ...to };
}

/** A waiver for the list `waivers`: the finding stays in the figures, but is no longer held against the file until that day is over. */
export function waive(finding: string, why: { readonly reason: string; readonly owner: string; readonly until: string }): WaiverConfig {
  return { finding, ...why };
}
