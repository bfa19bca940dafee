/**
 * Patterns of lines: text with places, `Completed checkpoint {id:int} for job {job:word} ({more})`. There is no repetition of groups in them, so no line
 * takes long to be compared, whatever it contains.
 */
import { identifierRule, isIdentifier } from "./checks.ts";
import { fail, show } from "./errors.ts";

/** `int`: digits, perhaps behind a minus sign; `word`: letters, digits, `_` and `-`; `text`: anything, also nothing. */
type PlaceKind = "int" | "word" | "text";

/** What a pattern is made of, from left to right. */
export type PatternPiece = { readonly kind: "literal"; readonly text: string } | { readonly kind: PlaceKind; readonly name: string };

type FieldOf<F extends string> = F extends `${infer N}:${infer K}` ? { readonly [X in N]: K extends "int" ? number : string } : { readonly [X in F]: string };

/** What the places of a pattern hold: numbers for `int`, texts for all others. */
export type FieldsOf<P extends string> = P extends `${string}{${infer F}}${infer Rest}` ? FieldOf<F> & FieldsOf<Rest> : unknown;

/** The pieces of a pattern. Errors: CUT106 for a place without a name, of an unknown kind, named twice, or behind another one without text between. */
export function patternPieces(pattern: string): readonly PatternPiece[] {
  const pieces: PatternPiece[] = [];
  for (const [i, part] of pattern.split(/\{([^{}]*)\}/).entries()) {
    if (i % 2 === 0) {
      if (part !== "") pieces.push({ kind: "literal", text: part });
    } else {
      pieces.push(placeOf(part, pattern));
    }
  }
  checkPieces(pieces, pattern);
  return Object.freeze(pieces);
}

function placeOf(text: string, pattern: string): PatternPiece {
  const [name, kind = "text"] = text.split(":");
  if (!isIdentifier(name)) mistaken(`has a place named ${show(name)}`, pattern, identifierRule);
  if (kind !== "int" && kind !== "word" && kind !== "text") mistaken(`has a place of the kind ${show(kind)}`, pattern, "int, word, text");
  return { kind, name };
}

function checkPieces(pieces: readonly PatternPiece[], pattern: string): void {
  if (pieces.length === 0) mistaken("is empty", pattern, "text, with places like {id:int}");
  const names = pieces.flatMap(piece => (piece.kind === "literal" ? [] : [piece.name]));
  if (new Set(names).size < names.length) mistaken("has two places of one name", pattern, "each name once");
  const isBeside = pieces.some((piece, i) => i > 0 && piece.kind !== "literal" && (pieces[i - 1].kind === "text" || isWord(piece, pieces[i - 1])));
  if (isBeside) mistaken("has two places of which nobody knows where the first one ends", pattern, "text between two places");
}

/** Whether both places hold characters of a word. */
function isWord(...pieces: readonly PatternPiece[]): boolean {
  return pieces.every(({ kind }) => kind === "int" || kind === "word");
}

function mistaken(what: string, pattern: string, allowed: string): never {
  return fail("CUT106", `A pattern of lines ${what}.`, {
    given: show(pattern),
    allowed,
    fix: 'Write it like "Completed checkpoint {id:int} for job {job:word} ({more})".',
  });
}
