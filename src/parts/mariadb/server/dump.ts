import { LOAD_PACKET } from "./sql.ts";

/**
 * What a dump needs to be the whole schema, as of one moment, without holding anybody up: routines, triggers and events; the former rows of
 * tables with system versioning; binary values as digits, which no character set changes; rows of any size that the server accepts.
 */
export const WHOLE = `--single-transaction --quick --routines --triggers --events --dump-history --hex-blob --default-character-set=utf8mb4 --max-allowed-packet=${LOAD_PACKET}`;
