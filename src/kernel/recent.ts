/**
 * Rows that were met a short while ago.
 *
 *   places   Int32Array   | hash, row | hash, row | ...     of all rows whose hashes have the same lower bits, the one that was met last
 *
 * Simpler would be to look every successor up in the set. But nine of ten are known already, and two thirds of those were met among the last ten thousand
 * (TwoPhase 8: 67 %, ABS 2 2 3 2 2: 66 %, Peterson 4: 49 % of all): these lie in the second-level cache, the set does not. Whole explorations take
 * 0.92, 0.94 and 0.95 of the processor time of before (least of six runs each, start-up included).
 */

/** The number of places, a power of two. A quarter of it and twice as many are no better: more do not fit into the cache with the rest. */
const recentRows = 1 << 13;
const recentMask = recentRows - 1;

export class Recent {
  private readonly width: number;
  /** For the code of {@link meetText}. */
  readonly places: Int32Array;

  /** `width`: words of a row. */
  constructor(width: number) {
    this.width = width;
    this.places = new Int32Array(recentRows * (width + 1));
    // The place is empty: no row that belongs here has this hash.
    for (let i = 0; i < recentRows; i++) this.places[i * (width + 1)] = ~i;
  }

  /** Whether the row that lies at `from` was met lately. From now on it counts as met. */
  meet(words: Int32Array, from: number, hash: number): boolean {
    const { width, places } = this;
    const place = (hash & recentMask) * (width + 1);
    if (places[place] === hash) {
      let k = 0;
      while (k < width && places[place + 1 + k] === words[from + k]) k++;
      if (k === width) return true;
    }
    places[place] = hash;
    for (let k = 0; k < width; k++) places[place + 1 + k] = words[from + k];
    return false;
  }
}

/**
 * The body of a function that does with `places` what {@link Recent.meet} does for a row of this width that begins
 * `words`, written out for its words: explorations of ABS 2 2 3 2 2 take 0.94 of the time (least of 6 runs each).
 */
export function meetText(width: number): string {
  const words = Array.from({ length: width }, (_, i) => ({ place: `places[at + ${i + 1}]`, word: `words[${i}]` }));
  const isSame = words.map(({ place, word }) => ` && ${place} === ${word}`).join("");
  const puts = words.map(({ place, word }) => `${place} = ${word};`);
  return [
    `const at = (hash & ${recentMask}) * ${width + 1};`,
    `if (places[at] === hash${isSame}) return true;`,
    "places[at] = hash;",
    ...puts,
    "return false;",
  ].join("\n");
}
