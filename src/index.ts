export type {
  AppConfig,
  DatabaseConfig,
  FirewallConfig,
  HostConfig,
  InfrastructureConfig,
  MonitoringConfig,
  SecretReference,
  TlsConfig,
} from "./config/language.ts";
export { defineInfrastructure, secret } from "./config/language.ts";
export type { App, Database, Firewall, Host, Infrastructure, Monitoring, Role, Tls } from "./model/infrastructure.ts";
