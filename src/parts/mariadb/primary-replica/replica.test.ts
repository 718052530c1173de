import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { judgement, MISSING, replicaCommand } from "./replica.ts";

const inputs = { host: "srv2", serverId: 172818444, schema: "foobar", primary: { name: "srv1", address: "10.77.0.11" } };

/** What a healthy replica (MariaDB 11.8.6) said, but for the lines that do not matter here. */
const healthy = `*************************** 1. row ***************************
   read_only: 1
binlog_state: 0-172818443-212
   slave_pos: 0-172818443-212
*************************** 1. row ***************************
                Slave_IO_State: Waiting for master to send event
                   Master_Host: 10.77.0.11
                   Master_User: replication
                   Master_Port: 3306
              Slave_IO_Running: Yes
             Slave_SQL_Running: Yes
            Master_SSL_Allowed: Yes
            Master_SSL_CA_File: /etc/bartizan/pki/ca.crt
               Master_SSL_Cert: /etc/bartizan/pki/database.crt
                Master_SSL_Key: /etc/bartizan/pki/database.key
         Seconds_Behind_Master: 0
 Master_SSL_Verify_Server_Cert: Yes
                 Last_IO_Errno: 0
                 Last_IO_Error: 
                Last_SQL_Errno: 0
                Last_SQL_Error: 
                    Using_Gtid: Slave_Pos
                   Gtid_IO_Pos: 0-172818443-212
`;

function judge(status: string, password = "current"): string {
  const program = judgement(inputs.host, inputs.serverId);
  const result = spawnSync("sh", ["-c", 'awk -v password="$1" "$2"', "judge", password, program], { input: status, encoding: "utf8" });
  expect(result.stderr).toBe("");
  return result.stdout.trim();
}

/** The healthy words with some values exchanged. */
function status(changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((text, [name, value]) => {
    expect(text).toMatch(new RegExp(`^ *${name}: `, "m"));
    return text.replace(new RegExp(`^( *${name}: ).*$`, "m"), (_, head: string) => head + value);
  }, healthy);
}

const want = replicaCommand(inputs).want;
const differing = (words: string): readonly string[] => words.split("\n").filter((line, index) => line !== want.split("\n")[index]);

test("a replica that does its work is as wanted", () => {
  expect(judge(healthy)).toBe(want);
});

test("one that tries to reach a primary that is down is as wanted, too", () => {
  const words = `error connecting to master 'replication@10.77.0.11:3306' - retry-time: 2  maximum-retries: 0  message: Can't connect to server on '10.77.0.11' (111 "Connection refused")`;
  expect(judge(status({ Slave_IO_Running: "Connecting", Last_IO_Errno: "2003", Last_IO_Error: words }))).toBe(want);
});

test("a login that the primary refuses is not", () => {
  const words = "error connecting to master: Access denied for user 'replication'@'10.77.0.12' (using password: YES)";
  const found = judge(status({ Slave_IO_Running: "Connecting", Last_IO_Errno: "1045", Last_IO_Error: words }));
  expect(differing(found)).toEqual([`is refused: 1045 ${words}`]);
});

test("threads that have stopped are told by the error's number: the server's words quote statements and rows", () => {
  const words = "Could not execute Write_rows_v1 event on table foobar.people; Duplicate entry 'ann@example.com' for key 'mail'";
  const found = judge(status({ Slave_SQL_Running: "No", Last_SQL_Errno: "1396", Last_SQL_Error: words }));
  expect(differing(found)).toEqual(["applies nothing: error 1396"]);
  expect(differing(judge(status({ Slave_IO_Running: "No" })))).toEqual(["receives nothing: 0 "]);
});

test.each([
  ["Master_Host", "10.77.0.99", "source 10.77.0.99:3306 as replication"],
  [
    "Master_SSL_Verify_Server_Cert",
    "No",
    "tls Yes verify No /etc/bartizan/pki/ca.crt /etc/bartizan/pki/database.crt /etc/bartizan/pki/database.key",
  ],
  ["Using_Gtid", "No", "gtid No"],
  ["read_only", "0", "read_only 0"],
])("another %s shows", (name, value, line) => {
  expect(differing(judge(status({ [name]: value })))).toEqual([line]);
});

test("another password shows", () => {
  expect(differing(judge(healthy, "other"))).toEqual(["password other"]);
});

test("transactions of its own are a reason to refuse, wherever they stand in the list", () => {
  const own = (state: string): string => judge(status({ binlog_state: state }));
  expect(own("0-172818444-217")).toBe(
    "refuse: srv2 has executed transactions of its own, which its primary does not have (gtid_binlog_state 0-172818444-217)",
  );
  expect(own("0-172818443-212,0-172818444-213")).toMatch(/^refuse: srv2 has executed transactions of its own/);
  // Another domain or sequence number that merely looks like it.
  expect(own("172818444-1-2,0-1-172818444")).toBe(want);
});

test("a host that was the primary has written before: that is no reason", () => {
  expect(judge(status({ binlog_state: "0-172818444-7,0-172818443-212" }))).toBe(want);
  expect(judge(status({ binlog_state: "0-172818444-213,0-172818443-212" }))).toMatch(/^refuse:/);
});

test.each([
  ["0-1-7", "0-1-7", ""],
  ["0-1-7,0-2-9,0-2-9", "0-1-7,", ""],
  ["0-1-6,0-2-9,0-2-9", "0-1-7,", "0-1-7"],
  [",0-1-7", "0-1-7,", ""],
  ["0-2-9", "0-1-5,0-3-2,", "0-1-5 0-3-2"],
  ["0-2-9", ",", "unnumbered ones"],
])("a new primary at %s lacks of a former one at %s: %s", (theirs, mine, more) => {
  const result = spawnSync("sh", ["-c", 'awk -F, "$1"', "missing", MISSING], { input: `${theirs}\n${mine}\n`, encoding: "utf8" });
  expect([result.stdout.trim(), result.stderr]).toEqual([more, ""]);
});

test("a server that does not answer, or is no replica, says nothing", () => {
  expect(judge("")).toBe("");
  expect(judge("*************************** 1. row ***************************\n   read_only: 1\nbinlog_state: \n")).toBe("");
});
