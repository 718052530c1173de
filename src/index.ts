export type { App, Database, Firewall, Host, Infrastructure, Monitoring, Role, Tls } from "./model/infrastructure.ts";
