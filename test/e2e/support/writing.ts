import type { Site } from "./site.ts";

export interface Writes {
  /** Keys of the entries that were acknowledged. */
  readonly acknowledged: readonly string[];
  /** Seconds between two acknowledged writes, the longest. */
  readonly gap: number;
}

/** Writes one entry after the other until it is told to stop; a write that fails is written again with its key. */
export function writing(site: Site, tag: string): { readonly stop: () => Promise<Writes> } {
  let goesOn = true;
  const acknowledged: string[] = [];
  let gap = 0;
  let last = performance.now();
  const done = (async () => {
    for (let i = 0; goesOn; ) {
      const message = `${tag}-${i}`;
      const body = JSON.stringify({ author: "e2e", message });
      const answer = await site.ask("/entries", { method: "POST", body, headers: { "idempotency-key": message } }).catch(() => undefined);
      if (answer !== undefined && answer.status < 300) {
        const now = performance.now();
        gap = Math.max(gap, (now - last) / 1000);
        last = now;
        acknowledged.push(message);
        i += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    stop: async () => {
      goesOn = false;
      await done;
      gap = Math.max(gap, (performance.now() - last) / 1000);
      return { acknowledged, gap };
    },
  };
}

/** Acknowledged entries that a node does not have exactly once; `table` is `database.table`. */
export async function missing(site: Site, host: string, table: string, tag: string, { acknowledged }: Writes): Promise<readonly string[]> {
  const sql = async (statement: string): Promise<string> => (await site.on(host, `mariadb -N -e "${statement}"`)).trim();
  const rows = new Set((await sql(`SELECT message FROM ${table} WHERE message LIKE '${tag}-%'`)).split("\n"));
  const twice = await sql(`SELECT COUNT(*) - COUNT(DISTINCT message) FROM ${table} WHERE message LIKE '${tag}-%'`);
  return [...acknowledged.filter((it) => !rows.has(it)), ...(twice === "0" ? [] : [`${twice} twice`])];
}
