/** Numbers that look random, from a seed: the same everywhere. */

/** Gives whole numbers from 0 to below `limit`. The generator is mulberry32 (T. Ettinger, 2017). `seed`: a 32-bit integer. */
export function randomFrom(seed: number): (limit: number) => number {
  let state = seed | 0;
  return limit => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
