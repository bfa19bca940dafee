/**
 * Generates straight-line codecs between a working row and packed words: `pack()` and `unpack()` for the hot box, whose slots are
 * literals, and `packAt(o, words)` and `unpackAt(o, words)` for the row at slot `o`.
 */
import type { Packing, Piece } from "./packing.ts";

type SlotText = (slot: number) => string;

export function codecText(packing: Packing, slots: number): string {
  const hot: SlotText = slot => `row[${slot}]`;
  const at: SlotText = slot => `row[o + ${slot}]`;
  return `function pack() {\n${packSlots(packing, hot)}\n}
function unpack() {\n${unpackSlots(packing, slots, hot)}\n}
function packAt(o, words) {\n${packSlots(packing, at)}\n}
function unpackAt(o, words) {\n${unpackSlots(packing, slots, at)}\n}`;
}

function packSlots(packing: Packing, at: SlotText): string {
  return Array.from({ length: packing.words }, (_, word) => packWord(packing, word, at)).join("\n");
}

function packWord(packing: Packing, word: number, at: SlotText): string {
  const terms = packing.pieces.filter(piece => piece.word === word).map(piece => packPiece(piece, at(piece.slot)));
  return `  words[${word}] = ${terms.join(" | ") || "0"};`;
}

/** No mask: a slot's value fits its bits, and where a slot is cut at a word border the shift drops what belongs to the next word. */
function packPiece(piece: Piece, slot: string): string {
  const value = piece.from === 0 ? slot : `(${slot} >>> ${piece.from})`;
  return piece.shift === 0 ? value : `${value} << ${piece.shift}`;
}

function unpackSlots(packing: Packing, slots: number, at: SlotText): string {
  const lines: string[] = Array.from({ length: packing.words }, (_, word) => `  const w${word} = words[${word}];`);
  for (let slot = 0; slot < slots; slot++) {
    const pieces = packing.pieces.filter(piece => piece.slot === slot);
    lines.push(`  ${at(slot)} = ${pieces.map(unpackPiece).join(" | ") || "0"};`);
  }
  return lines.join("\n");
}

function unpackPiece(piece: Piece): string {
  const shifted = piece.shift === 0 ? `w${piece.word}` : `w${piece.word} >>> ${piece.shift}`;
  const value = piece.bits === 32 ? shifted : `(${shifted} & ${mask(piece.bits)})`;
  return piece.from === 0 ? value : `${value} << ${piece.from}`;
}

function mask(bits: number): number {
  return bits >= 31 ? -1 >>> (32 - bits) : 2 ** bits - 1;
}
