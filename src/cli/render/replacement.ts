import type { Replacement } from "../../engine/replacement.ts";

/** What has been reached, and what comes next. */
export function replacementLines(at: Replacement): readonly string[] {
  switch (at) {
    case "announced":
      return [
        "Every host trusts both CAs; the old one signs.",
        "Give the new one to all who verify the site by this CA, such as browsers: `bartizan trust`.",
        "Then run `bartizan rotate --ca` again: step 2 of 3 has the new one sign every certificate.",
      ];
    case "signing":
      return [
        "Every certificate is of the new CA, and the key of the old one is gone.",
        "See that the site is well, then run `bartizan rotate --ca` again: step 3 of 3 ends the trust in the old CA.",
      ];
    case "alone":
      return ["Every host trusts one CA, which signs. One that it has replaced can be taken out of browsers, too."];
  }
}
