/** Format and limits of archived counterexamples. A file beyond a limit is refused before anything walks it recursively. */

/** The format that is written and read. A reader of another version refuses (CUT403). */
export const traceFormat = "cutcheck.trace/1";
/** What every version's name begins with. */
export const traceFormatPrefix = "cutcheck.trace/";
/** Characters of a whole file. A trace of a thousand steps over the largest state that fits a machine is about a tenth of this. */
export const traceCharactersMax = 64 * 2 ** 20;
/** Characters of one string or name in a file. */
export const stringCharactersMax = 10_000;
/** Nested objects and lists. A state's type nested 60 deep needs about half of this. */
export const nestingMax = 400;
