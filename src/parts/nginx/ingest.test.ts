import { describe, expect, it } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { ingestMaps, ingestServer } from "./ingest.ts";

const host = (name: string) => {
  const found = whiteboard.hosts.find((it) => it.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe("the door for metrics", () => {
  it("knows the hosts of the file by their whole subject, and nobody else", () => {
    const names = [...ingestMaps(host("mon1"), whiteboard).matchAll(/^ {4}"(CN=.*)" (\S+);$/gm)].map((it) => [it[1], it[2]]);
    expect(names).toEqual(["lb1", "srv1", "srv2", "mon1"].map((name) => [`CN=${name},OU=metrics`, name]));
    expect(ingestMaps(host("mon1"), whiteboard)).toContain('default "";');
  });

  it("stands on monitors only", () => {
    expect(ingestServer(host("srv1"), whiteboard)).toBe("");
    expect(ingestServer(host("mon1"), whiteboard)).toContain("ssl_verify_client on;");
  });

  it("passes on one address, written out, and no header that a client chose", () => {
    const text = ingestServer(host("mon1"), whiteboard);
    expect(text.match(/proxy_pass .*/g)).toEqual([
      "proxy_pass http://metrics_store/api/v1/write?extra_label=host=$metrics_host&extra_label=via=door;",
    ]);
    expect(text).toContain("proxy_pass_request_headers off;");
    expect(text).not.toMatch(/\$(args|request_uri|query_string|uri)\b/);
  });
});
