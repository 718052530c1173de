export { datadog, defineInfrastructure, otlp, remoteWrite, secret, sumologic, waive } from "./config/define.ts";
export type {
  CostsConfig,
  DependencyConfig,
  DestinationConfig,
  FirewallConfig,
  FirewallLineConfig,
  FlowConfig,
  HostConfig,
  HostFirewallConfig,
  InfrastructureConfig,
  ObjectivesConfig,
  ProvidedCertificateConfig,
  ReceiverConfig,
  ReliabilityConfig,
  SecretReference,
  TlsConfig,
  WaiverConfig,
} from "./language/config.ts";
export type { Encryption, Flow, FlowKind, FlowProtocol, FlowSource } from "./model/flow.ts";
export type {
  Costs,
  DeclaredFlow,
  Dependency,
  Destination,
  Failing,
  Firewall,
  FirewallLine,
  Host,
  HostFirewall,
  HostMonitoring,
  Infrastructure,
  Objectives,
  ProvidedCertificate,
  Receiver,
  Reliability,
  Role,
  Tls,
  Waiver,
} from "./model/infrastructure.ts";
// What parts add to the types: their sections and roles are known to a project by these lines.
export type { App, AppConfig } from "./parts/app/language.ts";
export type { Backups, BackupsConfig } from "./parts/backup/language.ts";
export type { Balancer, BalancerConfig } from "./parts/haproxy/language.ts";
export type { Database, DatabaseConfig } from "./parts/mariadb/language.ts";
export type {} from "./parts/nginx/language.ts";
export type { Updates, UpdatesConfig } from "./parts/unattended-upgrades/language.ts";
export type { Cache, CacheConfig } from "./parts/valkey/language.ts";
export type { Monitoring, MonitoringConfig } from "./parts/victoriametrics/language.ts";
