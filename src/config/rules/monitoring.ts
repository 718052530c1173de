import { secretKind } from "../../util/secret-like.ts";
import { describe } from "../describe.ts";
import { mailRule, urlRule } from "../destinations.ts";
import { type ConfigRule, itemsOf } from "../draft.ts";
import type { Mistake } from "../fault.ts";

/** Where each kind of receiver is; those with a key are told apart by it alone, so it is a secret. */
export const receiversReachable: ConfigRule = ({ draft }) =>
  itemsOf(draft.monitoring?.receivers).flatMap(([index, { kind, to }]): readonly Mistake[] => {
    const path = ["monitoring", "receivers", index, "to"];
    if (kind === undefined || typeof to !== "string" || secretKind(to) !== undefined) return [];
    if (kind === "pagerduty" || kind === "opsgenie") {
      const mend = `Write secret("${kind.toUpperCase()}_KEY"), take the key out of the file, and replace it if the file was ever shared.`;
      return [{ path, code: "BZ_CONFIG_SECRET_LITERAL", found: `a key of ${kind} (not shown)`, allowed: 'secret("NAME")', mend }];
    }
    const fault = kind === "email" ? mailRule(to) : urlRule(to);
    const allowed = kind === "email" ? 'a mail address or secret("NAME")' : 'an https URL or secret("NAME")';
    return fault === undefined ? [] : [{ path, found: describe(to), allowed, ...fault }];
  });
