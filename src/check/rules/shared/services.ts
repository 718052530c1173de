/** A kind of service that is not for everybody, by the names and the ports under which it is known. */
export interface SensitiveService {
  /** Word for identities: `redis`. */
  readonly id: string;
  /** As its makers write it. */
  readonly label: string;
  readonly kind: "datastore" | "administration";
  /** Other names that a declared flow may give it. */
  readonly names: readonly string[];
  readonly protocols: readonly ("tcp" | "udp")[];
  /** First and last port of each range (IANA's registry, else the maker's default). */
  readonly ports: readonly (readonly [first: number, last: number])[];
}

type Ports = readonly (number | readonly [first: number, last: number])[];

function datastore(id: string, label: string, names: readonly string[], ...ports: Ports): SensitiveService {
  const ranges = ports.map((port) => (typeof port === "number" ? ([port, port] as const) : port));
  return { id, label, kind: "datastore", names, protocols: ["tcp"], ports: ranges };
}

function administration(id: string, label: string, names: readonly string[], ...ports: Ports): SensitiveService {
  return { ...datastore(id, label, names, ...ports), kind: "administration" };
}

function alsoUdp(service: SensitiveService): SensitiveService {
  return { ...service, protocols: ["tcp", "udp"] };
}

export const MARIADB = datastore("mariadb", "MariaDB", ["mysql", "percona"], 3306);
/** 4567 also takes UDP where the group talks by multicast. */
export const GALERA = alsoUdp(datastore("galera", "Galera", [], 4444, [4567, 4568]));
export const SSH = administration("ssh", "SSH", ["sshd"], 22);

/** What holds data, and what rules machines. A web page with a login of its own, such as Grafana, is its owner's decision and not here. */
export const SENSITIVE_SERVICES: readonly SensitiveService[] = [
  MARIADB,
  GALERA,
  datastore("postgresql", "PostgreSQL", ["postgres", "pgbouncer", "timescaledb"], 5432, 6432),
  datastore("redis", "Redis", ["valkey", "keydb", "redis-sentinel"], 6379, 16_379, 26_379),
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
  SSH,
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
  administration("prometheus", "Prometheus", ["victoria-metrics", "victoriametrics"], 9090, 8428),
  administration("alertmanager", "Alertmanager", [], 9093),
  administration("haproxy-stats", "the statistics page of HAProxy", ["stats", "haproxy-exporter"], [8404, 8405]),
  administration("nginx-status", "the status page of nginx", ["stub-status", "nginx-exporter"], 8406, 9113),
  administration("node-exporter", "the node exporter", [], 9100),
  administration("mysqld-exporter", "the MySQL exporter", ["mysql-exporter"], 9104),
  administration("vmagent", "vmagent", [], 8429),
  administration("vmalert", "vmalert", [], 8880),
];

/** The service that is known under this name. */
export function serviceNamed(name: string): SensitiveService | undefined {
  return SENSITIVE_SERVICES.find(({ id, names }) => id === name || names.includes(name));
}

/** The service that has this port for its own. */
export function serviceAt(port: number): SensitiveService | undefined {
  return SENSITIVE_SERVICES.find(({ ports }) => ports.some(([first, last]) => first <= port && port <= last));
}
