/**
 * Lays generated code out to be read: one statement on a line, indented by its braces. Only white space changes, and only
 * for readers: what runs is the text as it was generated.
 */

const columnsMax = 120;
const indentation = "  ";

/** What a text in brackets consists of: texts without brackets of their own, ends of statements and lines, brackets. */
type Piece = string | Brackets;

interface Brackets {
  readonly open: string;
  readonly pieces: Piece[];
}

const closing: Readonly<Record<string, string>> = { "{": "}", "(": ")", "[": "]" };

/** What goes on after a closing brace: anything else begins another statement. */
const goesOn = /^\s*(?:[),;.:?([\]=&|`]|(?:else|catch|finally|while|of|in)\b)/;

/** The code, laid out. */
export function indented(code: string): string {
  const root: Brackets = { open: "", pieces: [] };
  new Reader(code).read(root);
  return `${linesOf(root, "").join("\n")}\n`;
}

class Reader {
  private readonly code: string;
  private at = 0;

  constructor(code: string) {
    this.code = code;
  }

  /** Reads up to the closing bracket. */
  read(into: Brackets): void {
    const end = closing[into.open];
    while (this.at < this.code.length) {
      const char = this.code[this.at];
      if (char === end) {
        this.at++;
        return;
      }
      if (closing[char] !== undefined) {
        this.at++;
        const inner: Brackets = { open: char, pieces: [] };
        into.pieces.push(inner);
        this.read(inner);
      } else into.pieces.push(this.text());
    }
  }

  /** A comment, a literal, or a text up to whatever is looked at by itself. A template in a template is read in pieces. */
  private text(): string {
    const patterns = [
      /\/\/[^\n]*/y,
      /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/y,
      /[;\n]/y,
      /[^;\n"'`{}()[\]/]+|\//y,
    ];
    for (const pattern of patterns) {
      pattern.lastIndex = this.at;
      const [found] = pattern.exec(this.code) ?? [];
      if (found === undefined) continue;
      this.at += found.length;
      return found;
    }
    throw new Error(`unreachable: a text begins with ${this.code[this.at]}`);
  }
}

/** The statements in braces, as lines. */
function linesOf(braces: Brackets, indent: string): readonly string[] {
  return statementsOf(braces).flatMap(statement => `${indent}${textOf(statement, indent)}`.split("\n"));
}

function statementsOf({ pieces }: Brackets): readonly (readonly Piece[])[] {
  const statements: Piece[][] = [[]];
  pieces.forEach((piece, i) => {
    if (piece === "\n") statements.push([]);
    else statements[statements.length - 1].push(piece);
    if (piece === ";" || endsBlock(piece, pieces[i + 1])) statements.push([]);
  });
  return statements.filter(statement => statement.some(piece => typeof piece !== "string" || piece.trim() !== ""));
}

function endsBlock(piece: Piece, next: Piece | undefined): boolean {
  if (typeof piece === "string" || piece.open !== "{") return false;
  return typeof next === "string" ? !goesOn.test(next) : next === undefined || next.open === "{";
}

/** A statement on one line where it fits and nothing in it asks for more; else each block of it on lines of its own. */
function textOf(statement: readonly Piece[], indent: string): string {
  const flat = flatText(statement);
  const isShort = indent.length + flat.length <= columnsMax && !flat.startsWith("//");
  if (isShort && !statement.some(hasSeveral)) return flat;
  return statement
    .map(piece => (typeof piece === "string" ? piece : bracketsText(piece, indent)))
    .join("")
    .trim();
}

function bracketsText(brackets: Brackets, indent: string): string {
  const { open, pieces } = brackets;
  if (open !== "{") return `${open}${textOf(pieces, indent)}${closing[open]}`;
  if (pieces.length === 0) return "{}";
  return `{\n${linesOf(brackets, indent + indentation).join("\n")}\n${indent}}`;
}

/** Whether braces in it hold several statements, or a comment. */
function hasSeveral(piece: Piece): boolean {
  if (typeof piece === "string") return false;
  if (piece.open === "{" && statementsOf(piece).length > 1) return true;
  return piece.pieces.some(part => (typeof part === "string" ? part.startsWith("//") : hasSeveral(part)));
}

function flatText(pieces: readonly Piece[]): string {
  const flat = (piece: Piece): string =>
    typeof piece === "string"
      ? piece.replaceAll("\n", " ")
      : `${piece.open}${piece.pieces.map(flat).join("")}${closing[piece.open]}`;
  return pieces.map(flat).join("").trim();
}
