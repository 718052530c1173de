import * as z from "zod";
import { list, text } from "../../language/field.ts";
import { section } from "../../language/section.ts";
import { canonicalRange } from "../../language/spelling.ts";
import { adminRanges } from "../rules/addresses.ts";
import { adminRule } from "../values.ts";

export const firewallSection = section({
  key: "firewall",
  place: 70,
  schema: () =>
    z.strictObject({
      admin: list(
        'a list of address ranges, such as ["198.51.100.0/24"]',
        text('an address range, such as "198.51.100.0/24" or "2001:db8::/48"', adminRule),
      ),
    }),
  resolve: ({ admin }, _site, { file }) => ({ admin: file("firewall.admin", admin.map(canonicalRange)) }),
  rules: [adminRanges],
});
