/** Independent members, each failed with the same chance. */
export interface Group {
  readonly members: number;
  readonly chance: number;
}

/**
 * Chances of counts: `values[i]` is the chance of `from + i`. What is left out has none, or one too small for a double, so a tally is
 * short where failures are rare.
 */
interface Tally {
  readonly from: number;
  readonly values: Float64Array;
}

const NOTHING: Tally = { from: 0, values: Float64Array.of(1) };

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
  const after: Tally[] = [NOTHING];
  for (let i = groups.length - 1; i > 0; i -= 1) after.push(join(after.at(-1) ?? NOTHING, binomial(groups[i]), k));
  let before = NOTHING;
  return Float64Array.from(groups, (group, i) => {
    const others = join(before, binomial({ members: group.members - 1, chance: group.chance }), k);
    before = join(before, binomial(group), k);
    return exactly(k - 1, others, after[groups.length - 1 - i] ?? NOTHING);
  });
}

/** Chance that at least one of so many has failed, without losing the digits of a small chance to 1 - (1 - p)^n. */
function anyOf(members: number, chance: number): number {
  return members === 1 ? chance : -Math.expm1(members * Math.log1p(-chance));
}

/** Chances of 0 to `members` failed, each relative to the likeliest count and then made to sum to one: no factorials, no underflow. */
function binomial(group: Group | undefined): Tally {
  const { members, chance } = group ?? { members: 0, chance: 0 };
  if (members === 0 || chance === 0) return NOTHING;
  if (chance === 1) return { from: members, values: Float64Array.of(1) };
  const values = new Float64Array(members + 1);
  const odds = chance / (1 - chance);
  const peak = Math.min(members, Math.floor((members + 1) * chance));
  values[peak] = 1;
  let sum = 1;
  for (let j = peak; j < members; j += 1) sum += values[j + 1] = ((values[j] ?? 0) * odds * (members - j)) / (j + 1);
  for (let j = peak; j > 0; j -= 1) sum += values[j - 1] = ((values[j] ?? 0) * j) / (odds * (members - j + 1));
  for (let j = 0; j <= members; j += 1) values[j] = (values[j] ?? 0) / sum;
  return trimmed(0, values);
}

/** Counts of two independent sets together; all counts from `limit` on are taken as `limit`. */
function join(a: Tally, b: Tally, limit: number): Tally {
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

function trimmed(from: number, values: Float64Array): Tally {
  let first = 0;
  let end = values.length;
  while (first < end && values[first] === 0) first += 1;
  while (end > first && values[end - 1] === 0) end -= 1;
  return { from: from + first, values: values.subarray(first, end) };
}

function at(tally: Tally, count: number): number {
  return tally.values[count - tally.from] ?? 0;
}

/** Chance that both together come to `count`, which must be below the limit of both. */
function exactly(count: number, a: Tally, b: Tally): number {
  let sum = 0;
  a.values.forEach((chance, i) => {
    sum += chance * at(b, count - a.from - i);
  });
  return sum;
}
