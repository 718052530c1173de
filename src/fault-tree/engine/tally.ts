/** Independent members, each failed with the same chance. */
export interface Group {
  readonly members: number;
  readonly chance: number;
}

/**
 * Chances of counts: `values[i]` is the chance of `from + i`. What is left out has none, or one too small for a double, so a tally is
 * short where failures are rare.
 */
export interface CountChances {
  readonly from: number;
  readonly values: Float64Array;
}

const NOBODY: Group = { members: 0, chance: 0 };
const NOTHING: CountChances = { from: 0, values: Float64Array.of(1) };

/** Groups members by their chance. */
export function groupByChance(chances: Iterable<number>): readonly Group[] {
  const members = new Map<number, number>();
  for (const chance of chances) members.set(chance, (members.get(chance) ?? 0) + 1);
  return [...members].map(([chance, count]) => ({ members: count, chance }));
}

/** Chance that at least `k` have failed. Only positive terms are added, so that a small one keeps all its digits. */
export function chanceOfAtLeast(k: number, groups: readonly Group[]): number {
  if (k <= 0) return 1;
  const size = groups.reduce((sum, { members }) => sum + members, 0);
  if (k > size) return 0;
  if (k === size) return groups.reduce((product, { members, chance }) => product * chance ** members, 1);
  if (k === 1) return groups.reduce((sum, { members, chance }) => sum + anyOf(members, chance) * (1 - sum), 0);
  const tally = groups.reduce((sum, group) => join(sum, binomial(group), k), NOTHING);
  return at(tally, k);
}

/** How much that chance grows with the chance of one member of each group: the chance that the others have left it to decide. */
export function slopes(k: number, groups: readonly Group[]): Float64Array {
  if (k === 1) return decisive(groups, (chance) => 1 - chance);
  if (k === groups.reduce((sum, { members }) => sum + members, 0)) return decisive(groups, (chance) => chance);
  const after: CountChances[] = [NOTHING];
  for (let i = groups.length - 1; i > 0; i -= 1) after.push(join(after.at(-1) ?? NOTHING, binomial(groups[i] ?? NOBODY), k));
  let before = NOTHING;
  return Float64Array.from(groups, (group, i) => {
    const others = join(before, binomial({ members: group.members - 1, chance: group.chance }), k);
    before = join(before, binomial(group), k);
    return exactly(k - 1, others, after[groups.length - 1 - i] ?? NOTHING);
  });
}

/** For one member of each group: the chance that every other one is as it must be. */
function decisive(groups: readonly Group[], factor: (chance: number) => number): Float64Array {
  const result = new Float64Array(groups.length);
  const powers = groups.map(({ members, chance }) => factor(chance) ** members);
  let before = 1;
  groups.forEach(({ members, chance }, index) => {
    result[index] = before * factor(chance) ** Math.max(0, members - 1);
    before *= powers[index] ?? 1;
  });
  let after = 1;
  for (let index = groups.length - 1; index >= 0; index -= 1) {
    result[index] = (result[index] ?? 0) * after;
    after *= powers[index] ?? 1;
  }
  return result;
}

/** Chance that at least one of so many has failed, without losing the digits of a small chance to 1 - (1 - p)^n. */
function anyOf(members: number, chance: number): number {
  return members === 1 ? chance : -Math.expm1(members * Math.log1p(-chance));
}

/**
 * Chances of so many failed, each relative to the likeliest count and then made to sum to one: no factorials, no underflow. Goes on from the
 * likeliest count for as long as there is something to add.
 */
export function binomial({ members, chance }: Group): CountChances {
  if (members <= 0 || chance === 0) return NOTHING;
  if (chance === 1) return { from: members, values: Float64Array.of(1) };
  const odds = chance / (1 - chance);
  const peak = Math.min(members, Math.floor((members + 1) * chance));
  const above: number[] = [];
  for (let j = peak, value = 1; j <= members && value > 0; j += 1) {
    above.push(value);
    value *= (odds * (members - j)) / (j + 1);
  }
  const below: number[] = [];
  for (let j = peak, value = 1; j > 0 && value > 0; j -= 1) {
    value *= j / (odds * (members - j + 1));
    below.push(value);
  }
  const values = Float64Array.from([...below.reverse(), ...above]);
  const sum = values.reduce((a, b) => a + b);
  return trimmed(
    peak - below.length,
    values.map((value) => value / sum),
  );
}

/** Counts of two independent sets together; all counts from `limit` on are taken as `limit`. */
function join(a: CountChances, b: CountChances, limit: number): CountChances {
  const from = Math.min(limit, a.from + b.from);
  const end = Math.min(limit, a.from + b.from + a.values.length + b.values.length - 2);
  const values = new Float64Array(end - from + 1);
  for (let i = 0; i < a.values.length; i += 1) {
    const chance = a.values[i] ?? 0;
    for (let j = 0; j < b.values.length; j += 1) {
      const index = Math.min(limit, a.from + i + b.from + j) - from;
      values[index] = (values[index] ?? 0) + chance * (b.values[j] ?? 0);
    }
  }
  return trimmed(from, values);
}

function trimmed(from: number, values: Float64Array): CountChances {
  let first = 0;
  let end = values.length;
  while (first < end && values[first] === 0) first += 1;
  while (end > first && values[end - 1] === 0) end -= 1;
  return { from: from + first, values: values.subarray(first, end) };
}

function at(tally: CountChances, count: number): number {
  return tally.values[count - tally.from] ?? 0;
}

/** Chance that both together come to `count`, which must be below the limit of both. */
function exactly(count: number, a: CountChances, b: CountChances): number {
  let sum = 0;
  a.values.forEach((chance, i) => {
    sum += chance * at(b, count - a.from - i);
  });
  return sum;
}
