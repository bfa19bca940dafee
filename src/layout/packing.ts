/** Slots -> bits: where each slot lies in the packed row of `ceil(bits / 32)` words. */

/** Bits `from..from+bits-1` of a slot lie at `shift` in a word. Most slots are one piece; a slot on a word border is two. */
export interface Piece {
  readonly slot: number;
  readonly from: number;
  readonly bits: number;
  readonly word: number;
  readonly shift: number;
}

export interface Packing {
  readonly bits: number;
  /** Words of 32 bits in a packed row; at least 1. */
  readonly words: number;
  readonly pieces: readonly Piece[];
}

const wordBits = 32;

/**
 * Places the slots. First fit decreasing keeps every slot inside one word, so that packing is one shift and one OR a slot; where
 * that needs more words than the bits do, slots are laid end to end and some straddle a border.
 */
export function packSlots(maxima: readonly number[]): Packing {
  const sizes = maxima.map(bitsFor);
  const bits = sizes.reduce((sum, size) => sum + size, 0);
  const words = Math.max(1, Math.ceil(bits / wordBits));
  return { bits, words, pieces: firstFit(sizes, words) ?? endToEnd(sizes) };
}

/** Bits for the values `0..max`; none for a constant. */
function bitsFor(max: number): number {
  return max === 0 ? 0 : wordBits - Math.clz32(max);
}

function firstFit(sizes: readonly number[], words: number): readonly Piece[] | null {
  const free = Array.from({ length: words }, () => wordBits);
  const order = sizes.map((_, slot) => slot).sort((a, b) => sizes[b] - sizes[a] || a - b);
  const pieces: Piece[] = [];
  for (const slot of order) {
    const bits = sizes[slot];
    if (bits === 0) continue;
    const word = free.findIndex(room => room >= bits);
    if (word < 0) return null;
    pieces.push({ slot, from: 0, bits, word, shift: wordBits - free[word] });
    free[word] -= bits;
  }
  return pieces.sort((a, b) => a.slot - b.slot);
}

function endToEnd(sizes: readonly number[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  sizes.forEach((size, slot) => {
    for (let from = 0; from < size; ) {
      const shift = at % wordBits;
      const bits = Math.min(size - from, wordBits - shift);
      pieces.push({ slot, from, bits, word: Math.floor(at / wordBits), shift });
      from += bits;
      at += bits;
    }
  });
  return pieces;
}
