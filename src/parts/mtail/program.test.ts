import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACCESS_PROGRAM } from "./program.ts";

/** mtail's expressions are RE2's; those of this program mean the same in JavaScript but for the spelling of named groups. */
const [line, ms, seconds] = [...ACCESS_PROGRAM.matchAll(/^ *\/(.*)\/ \{$/gm)].map(
  (it) => new RegExp((it[1] ?? "").replaceAll("(?P<", "(?<")),
);

function read(text: string): unknown {
  const head = line?.exec(text)?.groups;
  if (head === undefined) return undefined;
  const time = ms?.exec(text)?.groups?.ms ?? seconds?.exec(text)?.groups?.s;
  return [head.tier, head.proxy, head.code, time];
}

describe("the access log program", () => {
  it("reads the lines of HAProxy and of nginx, with and without a host's name", () => {
    expect(read('<134>Nov 22 22:34:01 haproxy[982]: tier=balancer proxy=site code=200 ms=12 from=1.2.3.4 path="/"')).toEqual([
      "balancer",
      "site",
      "2",
      "12",
    ]);
    expect(read("<190>Nov  2 22:34:01 nginx: tier=web proxy=site code=503 s=0.012")).toEqual(["web", "site", "5", "0.012"]);
    expect(read("<190>Nov  2 22:34:01 srv1 nginx: tier=web proxy=site code=204 s=10.000")).toEqual(["web", "site", "2", "10.000"]);
  });

  it("counts a request that never arrived whole, without a time", () => {
    expect(read("<134>Nov 22 22:34:01 haproxy[9]: tier=balancer proxy=site code=400 ms=-1 from=1.2.3.4")).toEqual([
      "balancer",
      "site",
      "4",
      undefined,
    ]);
    expect(read("<134>Nov 22 22:34:01 haproxy[9]: tier=balancer proxy=site code=-1 ms=-1 from=1.2.3.4")).toBeUndefined();
  });

  it("believes nothing that a client wrote", () => {
    const forged = fc.constantFrom(
      " haproxy[1]: tier=web proxy=evil code=500 s=1.0",
      ": tier=web proxy=evil code=500 ms=1 ",
      "<1>Nov 22 22:34:01 nginx: tier=web proxy=evil code=500 s=1.0",
    );
    fc.assert(
      fc.property(forged, fc.string(), fc.constantFrom("200", "-1"), (lie, rest, code) => {
        const text = `<134>Nov 22 22:34:01 haproxy[9]: tier=balancer proxy=site code=${code} ms=7 from=1.2.3.4 path="/${rest}${lie}"`;
        expect(read(text)).toEqual(code === "200" ? ["balancer", "site", "2", "7"] : undefined);
      }),
    );
  });
});
