/** Comparing a line with a pattern, in time proportional to the length of the line for each piece of the pattern. */
import type { PatternPiece } from "../dsl/linePattern.ts";

/** What the places of a pattern hold in a line. */
export type LineFields = Readonly<Record<string, string | number>>;

/** Digits that a number can have and still be exact. */
const digitsMax = 15;

/** The fields of a text that fits the pattern as a whole; null: it does not. Of several ways to fit, the one whose first places are the shortest. */
export function fieldsOf(pieces: readonly PatternPiece[], text: string): LineFields | null {
  const ends = new Matching(pieces, text).ends();
  if (ends === null) return null;
  const fields: Record<string, string | number> = {};
  pieces.forEach((piece, i) => {
    const found = text.slice(i === 0 ? 0 : ends[i - 1], ends[i]);
    if (piece.kind !== "literal") fields[piece.name] = piece.kind === "int" ? Number(found) : found;
  });
  return fields;
}

class Matching {
  private readonly pieces: readonly PatternPiece[];
  private readonly text: string;
  /** Of each piece of any text: from here on it was tried, and the rest did not fit. So each position is tried once. */
  private readonly failedFrom: number[];

  constructor(pieces: readonly PatternPiece[], text: string) {
    this.pieces = pieces;
    this.text = text;
    this.failedFrom = pieces.map(() => text.length + 1);
  }

  /** Where each piece ends; null: the text does not fit. */
  ends(from = 0, piece = 0): readonly number[] | null {
    const { pieces, text } = this;
    if (piece === pieces.length) return from === text.length ? [] : null;
    const { kind } = pieces[piece];
    if (kind === "text") return this.endsBehindText(from, piece);
    const end = this.endOf(pieces[piece], from);
    const rest = end < 0 ? null : this.ends(end, piece + 1);
    return rest === null ? null : [end, ...rest];
  }

  private endsBehindText(from: number, piece: number): readonly number[] | null {
    const { pieces, text } = this;
    if (piece === pieces.length - 1) return [text.length];
    const next = pieces[piece + 1];
    const literal = next.kind === "literal" ? next.text : "";
    const last = this.failedFrom[piece];
    for (let at = text.indexOf(literal, from); at >= 0 && at < last; at = text.indexOf(literal, at + 1)) {
      const rest = this.ends(at, piece + 1);
      if (rest !== null) return [at, ...rest];
    }
    this.failedFrom[piece] = Math.min(last, from);
    return null;
  }

  /** Where a piece of one length ends; -1: it is not here. */
  private endOf(piece: PatternPiece, from: number): number {
    if (piece.kind === "literal") return this.text.startsWith(piece.text, from) ? from + piece.text.length : -1;
    const isInt = piece.kind === "int";
    let at = isInt && this.text[from] === "-" ? from + 1 : from;
    const first = at;
    while (at < this.text.length && (isInt ? isDigit : isOfWord)(this.text.charCodeAt(at))) at++;
    return at === first || (isInt && at - first > digitsMax) ? -1 : at;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters, digits, `_` and `-`. */
function isOfWord(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 45;
}
