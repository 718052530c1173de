import { namesOf, verb } from "../../../kit/answer-words.ts";
import type { ElementRow } from "../../../kit/faces/topic.ts";
import type { Infrastructure } from "../../../model/infrastructure.ts";
import { listed } from "../../../util/names.ts";

export function databaseElements(infra: Infrastructure): readonly ElementRow[] {
  if (infra.database === undefined) return [];
  return [{ place: 80, name: "database", program: "MariaDB", hosts: namesOf(infra, "database"), use: databaseUse(infra) }];
}

function databaseUse(infra: Infrastructure): string {
  if (infra.database?.topology === "galera") return "Every node holds all data; a commit counts when a majority has it.";
  const replicas = namesOf(infra, "database").filter((name) => name !== infra.database?.primary);
  const copies = replicas.length === 0 ? "" : `; ${listed(replicas)} ${verb(replicas, "keeps a copy", "keep copies")}`;
  return `${infra.database?.primary} takes all reads and writes of the app${copies}.`;
}
