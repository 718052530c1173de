import type { Component } from "../../../kit/faces/component.ts";
import { grouped } from "../../../util/number.ts";
import type { Availability } from "../../availability/availability.ts";
import { cutSetWords, downtimeWords } from "../../words.ts";

const LINES = 8;

/** The first lines, and how many more there are: a finding about a thousand hosts is still read by a person. */
export function few(lines: readonly string[]): readonly string[] {
  return lines.length <= LINES ? lines : [...lines.slice(0, LINES - 1), `${grouped(lines.length - LINES + 1)} more`];
}

/** The cut sets of one component that this says yes to, as lines, the worst first. */
export function singlePoints(availability: Availability, of: (component: Component) => boolean): readonly string[] {
  const lines = availability.cutSets.flatMap(({ components: [only, ...more], minutes }) => {
    const component = only === undefined ? undefined : availability.components.get(only);
    if (component === undefined || more.length > 0 || !of(component)) return [];
    return [`${cutSetWords(availability, [component.id])} alone: ${downtimeWords(minutes)} a year`];
  });
  return few(lines);
}
