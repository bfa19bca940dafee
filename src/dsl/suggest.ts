/** "Did you mean": the known name that is closest to what was typed. */

/** More edits than this, or more than a third of the word, is another word. */
const distanceMax = 3;

/** A message lists all names if there are at most `listedMax`, else the `nearestMax` nearest. */
const listedMax = 24;
const nearestMax = 6;

/** The closest of the known names, or null when none is close. The first of several equally close ones. */
export function closest(typed: string, known: readonly string[]): string | null {
  const limit = Math.min(distanceMax, Math.ceil(typed.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const name of known) {
    const distance = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** What to do about an unknown name, one sentence. `ofNone`: what to do where there is no name at all. `others`: what one of the names is called. */
export function suggestion(typed: string, known: readonly string[], ofNone?: string, others = "names"): string {
  const otherwise = `Use one of the known ${others}.`;
  if (known.length === 0) return ofNone ?? otherwise;
  const near = closest(typed, known);
  return near === null ? otherwise : `Did you mean ${near}?`;
}

/** The known names, or, of more than can be read at a glance, the nearest few; empty when there is none. */
export function nearNames(typed: string, known: readonly string[]): string {
  if (known.length <= listedMax) return known.join(", ");
  const distances = new Map(known.map(name => [name, distanceTo(typed.toLowerCase(), name.toLowerCase())]));
  const near = known.toSorted((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0)).slice(0, nearestMax);
  return `${near.join(", ")} and ${known.length - near.length} more`;
}

/** Who types a part of a long name means the names that hold it. */
function distanceTo(typed: string, name: string): number {
  return name.includes(typed) ? name.length / 1000 : editDistance(typed, name);
}

/** Levenshtein distance, with two neighbouring letters swapped counted as one edit. */
function editDistance(a: string, b: string): number {
  let [before, previous] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const edited = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? Math.min(edited, (before[j - 2] ?? 0) + 1) : edited);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? 0;
}
