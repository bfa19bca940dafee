/** The order of the lanes in a picture: lanes of one family (`task 0`, `task 1`) side by side, families so that arrows are short. */

/** Another order than that of appearance must be worth it: with arrows of at most this part of the length. */
const worthwhile = 0.8;

/** The largest number of families for which the best order is looked for; more of them stand in the order in which they appear. */
const familiesMax = 7;

/** `names` without repetitions, in order of appearance; `arrows` by name. */
export function orderLanes(names: readonly string[], arrows: readonly (readonly [from: string, to: string])[]): readonly string[] {
  const families = [...new Set(names.map(familyOf))].map(family => names.filter(name => familyOf(name) === family).sort(byNumber));
  if (families.length > familiesMax) return families.flat();
  let best = families.flat();
  let bestLength = lengthOf(best, arrows) * worthwhile;
  for (const order of permutations(families)) {
    const lanes = order.flat();
    const length = lengthOf(lanes, arrows);
    if (length >= bestLength) continue;
    best = lanes;
    bestLength = length;
  }
  return best;
}

/** The name without its last number. */
function familyOf(name: string): string {
  return name.replace(/\d+\s*$/, "");
}

function byNumber(a: string, b: string): number {
  return Number(/\d*\s*$/.exec(a)?.[0]) - Number(/\d*\s*$/.exec(b)?.[0]);
}

function lengthOf(lanes: readonly string[], arrows: readonly (readonly [string, string])[]): number {
  const at = new Map(lanes.map((lane, i) => [lane, i]));
  return arrows.reduce((sum, [from, to]) => sum + Math.abs((at.get(from) ?? 0) - (at.get(to) ?? 0)), 0);
}

/** In lexicographic order of positions. */
function* permutations<T>(all: readonly T[]): Generator<readonly T[]> {
  if (all.length === 0) yield [];
  for (const [i, first] of all.entries()) {
    for (const rest of permutations(all.filter((_, other) => other !== i))) yield [first, ...rest];
  }
}
