import type { FixOption } from "../../../kit/faces/finding.ts";
import type { Infrastructure } from "../../../model/infrastructure.ts";
import { grouped } from "../../../util/number.ts";
import { availabilityOf } from "../../availability/availability.ts";
import { downtimeWords } from "../../words.ts";

/** What a change saves, and what it costs. */
export interface Worth {
  /** Minutes of downtime a year less. */
  readonly minutes: number;
  readonly machines: number;
  /** Price of the added hosts a month; absent when the file says no prices. */
  readonly perMonth?: number;
}

/** What the change from one infrastructure to another is worth. */
export function worthOf(before: Infrastructure, after: Infrastructure, minutesBefore: number): Worth {
  const names = new Set(before.hosts.map((host) => host.name));
  const added = after.hosts.filter((host) => !names.has(host.name));
  const prices = added.map((host) => host.costPerMonth ?? before.costs?.hostPerMonth);
  const known = prices.filter((price) => price !== undefined);
  return {
    minutes: minutesBefore - availabilityOf(after).downtimeMinutes,
    machines: added.length,
    ...(known.length === prices.length ? { perMonth: known.reduce((sum, price) => sum + price, 0) } : {}),
  };
}

/** Cheapest first: by price per minute saved, by machines per minute where no prices are known. What costs nothing comes first. */
export function byPrice(a: Worth, b: Worth): number {
  const price = (worth: Worth): number => (worth.perMonth ?? worth.machines) / worth.minutes;
  return price(a) - price(b) || b.minutes - a.minutes;
}

/** `Saves 123 minutes of downtime a year, for 20.00 EUR a month.` */
export function worthWords(worth: Worth, currency: string | undefined): string {
  const price = worth.perMonth === undefined || currency === undefined ? "" : `, for ${grouped(worth.perMonth, 2)} ${currency} a month`;
  return `Saves ${downtimeWords(worth.minutes)} of downtime a year${worth.machines === 0 ? ", without another machine" : price}.`;
}

/** The option, saying what it is worth. */
export function withWorth(option: FixOption, worth: Worth, currency: string | undefined): FixOption {
  const saved = worthWords(worth, currency);
  return { ...option, note: option.note === undefined ? saved : `${saved} ${option.note}` };
}
