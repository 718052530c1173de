import type { FixOption } from "../kit/faces/finding.ts";
import type { CheckContext } from "./rule.ts";
import { type Worth, worthOf } from "./rules/shared/worth.ts";

/** An option, what it saves and what it costs. */
export interface PricedOption extends FixOption {
  /** From 1, in the order of the finding. */
  readonly number: number;
  /** Absent when the file would not be right with it. */
  readonly worth?: Worth;
  /** Price of a minute less of downtime; absent without prices, and where nothing is saved. */
  readonly perMinute?: number;
}

/** What each option would do to the downtime of this infrastructure, and at what price. */
export function priced(
  options: readonly FixOption[],
  { infra, availability, variant }: Pick<CheckContext, "infra" | "availability" | "variant">,
): readonly PricedOption[] {
  return options.map((option, index) => {
    const after = variant(option.edits);
    if (after === undefined) return { ...option, number: index + 1 };
    const worth = worthOf(infra, after, availability.downtimeMinutes);
    // Less than a second a year is rounding.
    const saves = worth.minutes > 1 / 60;
    const perMinute = worth.perMonth === undefined || !saves ? {} : { perMinute: (worth.perMonth * 12) / worth.minutes };
    return { ...option, number: index + 1, worth, ...perMinute };
  });
}
