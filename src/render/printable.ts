/**
 * Text that somebody else wrote, made safe to print. Labels, names and files may hold anything: escape sequences that drive a terminal,
 * marks that reverse the reading direction, line ends that forge a line of our own.
 */

/** Controls, format characters (zero width, reading direction), lone surrogates, line and paragraph separators. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text on one line, with every character that would not show as itself written as `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(unprintable, each => `\\u{${(each.codePointAt(0) as number).toString(16)}}`);
}

/** A long text with its middle left out; the end often says more than the middle. */
export function shortened(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const head = Math.ceil((charactersMax - 5) * 0.7);
  return `${text.slice(0, head)} ... ${text.slice(text.length - (charactersMax - 5 - head))}`;
}
