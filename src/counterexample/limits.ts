/** Format and limits of archived counterexamples. A file beyond a limit is refused before anything walks it recursively. */

/**
 * The formats that are read, the oldest first. A trace is written in the oldest one that can hold it, so that files do not change for what they
 * do not use. Version 2 adds annotations, loops, counterparts and the point of no return. A reader of other versions refuses (CUT403).
 */
export const traceFormats = ["cutcheck.trace/1", "cutcheck.trace/2"] as const;
/** What every version's name begins with. */
export const traceFormatPrefix = "cutcheck.trace/";
/** Characters of a whole file. A trace of a thousand steps over the largest state that fits a machine is about a tenth of this. */
export const traceCharactersMax = 64 * 2 ** 20;
/** Characters of one string or name in a file. */
export const stringCharactersMax = 10_000;
/** Nested objects and lists. A state's type nested 60 deep needs about half of this. */
export const nestingMax = 400;
