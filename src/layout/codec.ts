/** Generates straight-line `pack()` and `unpack()` between the working row and the packed words. */
import type { Packing, Piece } from "./packing.ts";

export function codecText(packing: Packing, slots: number): string {
  const lines = Array.from({ length: packing.words }, (_, word) => packWord(packing, word));
  return `function pack() {\n${lines.join("\n")}\n}\nfunction unpack() {\n${unpackSlots(packing, slots)}\n}`;
}

function packWord(packing: Packing, word: number): string {
  const terms = packing.pieces.filter(piece => piece.word === word).map(packPiece);
  return `  words[${word}] = ${terms.join(" | ") || "0"};`;
}

/** No mask: a slot's value fits its bits, and where a slot is cut at a word border the shift drops what belongs to the next word. */
function packPiece(piece: Piece): string {
  const value = piece.from === 0 ? `row[${piece.slot}]` : `(row[${piece.slot}] >>> ${piece.from})`;
  return piece.shift === 0 ? value : `${value} << ${piece.shift}`;
}

function unpackSlots(packing: Packing, slots: number): string {
  const lines: string[] = Array.from({ length: packing.words }, (_, word) => `  const w${word} = words[${word}];`);
  for (let slot = 0; slot < slots; slot++) {
    const pieces = packing.pieces.filter(piece => piece.slot === slot);
    lines.push(`  row[${slot}] = ${pieces.map(unpackPiece).join(" | ") || "0"};`);
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
