import { describe, expect, it } from "vitest";
import { CHAIN, INTERMEDIATE, ROOT, SITE } from "../../test/fixtures/chain.ts";
import { chainRule, readChain } from "./chain.ts";

describe("a chain of certificates", () => {
  it("says for which names it is, and until when", () => {
    expect(readChain(CHAIN)).toEqual({ names: ["www.example.org", "*.example.org"], expires: "2036-11-27" });
  });

  it.each([
    ["the site's and the intermediate one", CHAIN],
    ["with the root, which clients have", `${CHAIN}${ROOT}`],
    ["the site's alone", SITE],
    ["with the ends of lines of another system", CHAIN.replaceAll("\n", "\r\n")],
  ])("is taken: %s", (_, pem) => {
    expect(chainRule(pem)).toBeUndefined();
  });

  it.each([
    ["nothing", ""],
    ["a key besides, of which nothing is shown", `${CHAIN}-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n`],
    ["no certificate inside", "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n"],
    ["the other way round", `${INTERMEDIATE}${SITE}`],
    ["without the one between", `${SITE}${ROOT}`],
    ["in another order at the end", `${SITE}${ROOT}${INTERMEDIATE}`],
  ])("is refused: %s", (_, pem) => {
    const fault = chainRule(pem);
    expect(fault?.code).toMatch(/^BZ_CONFIG_(PEM|CHAIN)$/);
    expect(JSON.stringify(fault)).not.toContain("c2VjcmV0");
  });
});
