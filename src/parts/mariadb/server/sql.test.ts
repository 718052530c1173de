import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { QUIETLY } from "./sql.ts";

/** What is left of a program that says something on each stream and ends with a status. */
function run(stderr: string, status: number): readonly [string, string, number | null] {
  const script = `${QUIETLY}\nquietly sh -c 'cat; printf %s "$1" >&2; exit ${status}' - "$1"`;
  const result = spawnSync("sh", ["-euc", script, "-", stderr], { input: "a\tb\n", encoding: "utf8" });
  return [result.stdout, result.stderr, result.status];
}

test("a client's answer and status come through, of its errors the code and the place", () => {
  expect(run("", 0)).toEqual(["a\tb\n", "", 0]);
  const said = "ERROR 1062 (23000) at line 7: Duplicate entry 'ann@example.com' for key 'mail'\n";
  expect(run(said, 1)).toEqual(["a\tb\n", "ERROR 1062 (23000) at line 7\n", 1]);
  expect(run("ERROR 1064 (42000): near 'secret'\n", 1)[1]).toBe("ERROR 1064 (42000)\n");
});

test("a statement that is told with the error, of any size, is not", () => {
  const statement = `--------------\nINSERT INTO people VALUES ('${"ann".repeat(20_000)}\nstatus 0\nERROR')\n--------------\n`;
  expect(run(`${statement}ERROR 2006 (HY000) at line 3: Server has gone away\n`, 1)).toEqual([
    "a\tb\n",
    "ERROR 2006 (HY000) at line 3: Server has gone away\n",
    1,
  ]);
});

test("what says why nobody could be asked is told: the network, accounts, other programs", () => {
  for (const line of [
    "ERROR 2002 (HY000): Can't connect to local server through socket '/run/mysqld/mysqld.sock' (2)",
    "ERROR 1045 (28000): Access denied for user 'replication'@'10.77.0.12' (using password: YES)",
    "mariadb-dump: Error 2013: Lost connection to server during query when dumping table `entries` at row: 5",
  ])
    expect(run(`${line}\n`, 1)[1]).toBe(`${line}\n`);
  expect(run(`mariadb: ${"x".repeat(5000)}\n`, 2)).toEqual(["a\tb\n", `mariadb: ${"x".repeat(291)}\n`, 2]);
});
