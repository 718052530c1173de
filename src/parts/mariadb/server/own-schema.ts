import { DATA } from "./names.ts";

/** Shell function that prints `$1 NAME` for a schema that MariaDB did not make itself; it works while the server is down. */
export const OWN_SCHEMA = `own_schema() {
  for schema in ${DATA}/*/; do
    schema=$(basename "$schema")
    case "$schema" in mysql|performance_schema|sys|lost+found|'#'*|'*') ;; *) echo "$1 $schema"; return ;; esac
  done
}`;
