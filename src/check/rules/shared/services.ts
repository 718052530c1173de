import { PARTS } from "../../../catalog/registry.ts";
import { administration, alsoUdp, datastore, type SensitiveService } from "../../../kit/faces/exposed.ts";

/** What holds data, and what rules machines: of the parts, and of others. A web page with a login of its own, such as Grafana, is its owner's decision and not here. */
export const SENSITIVE_SERVICES: readonly SensitiveService[] = [
  ...PARTS.flatMap((part) => part.exposes ?? []),
  datastore("postgresql", "PostgreSQL", ["postgres", "pgbouncer", "timescaledb"], 5432, 6432),
  alsoUdp(datastore("memcached", "memcached", ["memcache"], 11_211)),
  datastore("mongodb", "MongoDB", ["mongo"], [27_017, 27_019]),
  datastore("elasticsearch", "Elasticsearch", ["opensearch", "elastic"], 9200, 9300),
  datastore("cassandra", "Cassandra", ["scylla", "scylladb"], [7000, 7001], 9042),
  datastore("couchdb", "CouchDB", [], 5984),
  datastore("influxdb", "InfluxDB", ["influx"], 8086),
  datastore("clickhouse", "ClickHouse", [], 8123, 9440),
  datastore("neo4j", "Neo4j", [], 7474, 7687),
  datastore("mssql", "SQL Server", ["sqlserver", "sql-server"], 1433),
  datastore("oracle", "Oracle Database", [], 1521),
  datastore("etcd", "etcd", [], [2379, 2380]),
  datastore("zookeeper", "ZooKeeper", [], 2181),
  datastore("kafka", "Kafka", [], 9092),
  datastore("rabbitmq", "RabbitMQ", ["amqp"], 5672, 15_672),
  alsoUdp(datastore("nfs", "NFS", [], 2049)),
  administration("telnet", "Telnet", [], 23),
  administration("rdp", "Remote Desktop", [], 3389),
  administration("vnc", "VNC", [], [5900, 5901]),
  administration("docker", "the Docker API", [], [2375, 2376]),
  administration("kubernetes", "the Kubernetes API", ["kube-apiserver", "kubelet"], 6443, 10_250),
  administration("php-fpm", "PHP-FPM", ["fastcgi"], 9000),
  administration("webmin", "Webmin", [], 10_000),
  administration("database-page", "the database's administration page", ["phpmyadmin", "adminer", "pgadmin"]),
  administration("kibana", "Kibana", [], 5601),
  administration("consul", "Consul", [], 8500),
];

/** The service that is known under this name. */
export function serviceNamed(name: string): SensitiveService | undefined {
  return SENSITIVE_SERVICES.find(({ id, names }) => id === name || names.includes(name));
}

/** The service that has this port for its own. */
export function serviceAt(port: number): SensitiveService | undefined {
  return SENSITIVE_SERVICES.find(({ ports }) => ports.some(([first, last]) => first <= port && port <= last));
}
