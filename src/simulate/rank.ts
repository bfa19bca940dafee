/** How a random choice ranks action instances: see `walk.ts`. */

/** A number of 32 bits that looks random: the finaliser of MurmurHash3 over both. */
export function rankOf(choice: number, instance: number): number {
  let h = Math.imul(choice ^ Math.imul(instance + 1, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
