import { describe, expect, it } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Alias } from "../../model/infrastructure.ts";
import { asksFor, knownName, redirectedNames } from "./site-names.ts";

const site = (...aliases: readonly Alias[]) => ({ ...whiteboard, aliases });

describe("the names of the site in HAProxy's configuration", () => {
  it("needs no word more for one name", () => {
    expect(knownName(site())).toEqual({ acls: "", condition: "{ req.hdr(host),host_only,lower -m str www.foobar.com }" });
    expect(redirectedNames(site(), "https")).toBe("");
  });

  it("has a star stand for one label, the first", () => {
    const [line = ""] = asksFor(["*.foobar.com"]);
    const pattern = new RegExp(line.split(" ").at(-1) ?? "");
    const asked = [
      "shop.foobar.com",
      "a.b.foobar.com",
      "foobar.com",
      ".foobar.com",
      "shopXfoobar.com",
      "localhost/.foobar.com",
      "a@b.foobar.com",
      "shop.foobar.com.evil.example",
    ];
    expect(asked.filter((name) => pattern.test(name))).toEqual(["shop.foobar.com"]);
  });

  it("takes no more words into a line than HAProxy does", () => {
    const aliases = Array.from({ length: 100 }, (_, at) => ({ name: `name${at}.example`, redirect: 308 as const }));
    const { acls, condition } = knownName(site(...aliases));
    expect(condition).toBe("site_name");
    expect(acls.match(/name\d+\.example/g)).toHaveLength(100);
    for (const line of `${acls}${redirectedNames(site(...aliases), "https")}`.split("\n"))
      expect(line.trim().split(" ").length).toBeLessThan(64);
  });

  it("does not mean by a star what is named itself", () => {
    expect(redirectedNames(site({ name: "*.foobar.com", redirect: 301 }, { name: "shop.foobar.com" }), "https")).toMatchInlineSnapshot(`
      "	# Other ways to the main name.
      	acl named_itself req.hdr(host),host_only,lower -m str www.foobar.com shop.foobar.com
      	http-request redirect prefix https://www.foobar.com code 301 if !named_itself { req.hdr(host),host_only,lower -m reg ^[a-z0-9_-]+\\.foobar\\.com$ }
      "
    `);
  });
});
