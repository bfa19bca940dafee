/** Hashing of packed rows: multiply-rotate, 32 bits, a finaliser so that the low bits (the table's index) depend on every word. */

/** The hash of `count` words that begin at `at`. */
export function hashWords(words: Int32Array, at: number, count: number): number {
  let h = 0x9e3779b9 | 0;
  for (let i = 0; i < count; i++) {
    h = Math.imul(h ^ words[at + i], 0x85ebca6b);
    h = (h << 13) | (h >>> 19);
  }
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return h ^ (h >>> 15);
}

/**
 * The body of a function that hashes `words`, an array of so many words, as {@link hashWords} does, written out for their number. A loop of one or
 * two rounds costs more than the rounds: explorations of TwoPhase 8 take 0.97 of the time (median of 9 pairs, twice).
 */
export function hashText(count: number): string {
  const rounds = Array.from({ length: count }, (_, i) => `h = Math.imul(h ^ words[${i}], 0x85ebca6b); h = (h << 13) | (h >>> 19);`);
  return ["let h = 0x9e3779b9 | 0;", ...rounds, "h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);", "return h ^ (h >>> 15);"].join("\n");
}
