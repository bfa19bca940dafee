/** A running checksum of words: tells whether what is read back is what was written. Not a defence against anybody. */

/**
 * Two lanes of 32 bits. For every word, each lane maps its old state one-to-one to a new one. So one wrong word is always noticed; other damage is
 * missed one time in 2^64. Words may be added in pieces: only their order counts.
 */
export class Checksum {
  private readonly lanes = Int32Array.of(0x243f6a88, 0x85a308d3 | 0);

  add(words: Int32Array): void {
    let [a, b] = this.lanes as unknown as [number, number];
    for (let i = 0; i < words.length; i++) {
      a = Math.imul(a ^ words[i], 0x85ebca6b);
      a = (a << 13) | (a >>> 19);
      b = Math.imul((b << 7) | (b >>> 25), 0xc2b2ae35) + words[i];
    }
    this.lanes[0] = a;
    this.lanes[1] = b;
  }

  /** 16 hexadecimal digits. More words may be added. */
  get text(): string {
    return [...this.lanes].map(lane => (lane >>> 0).toString(16).padStart(8, "0")).join("");
  }

  /** Goes on where another checksum was when it gave this text. */
  static from(text: string): Checksum {
    const checksum = new Checksum();
    for (const lane of [0, 1]) checksum.lanes[lane] = Number.parseInt(text.slice(8 * lane, 8 * lane + 8), 16);
    return checksum;
  }

  /** The checksum of a text. */
  static of(text: string): string {
    const checksum = new Checksum();
    checksum.add(Int32Array.from(text, character => character.codePointAt(0) as number));
    return checksum.text;
  }
}
