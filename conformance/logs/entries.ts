/** A log as a list of entries: a line that begins with a time, and the lines that belong to it. */

/** One event that was logged. */
export interface Entry {
  /** The line as it is. */
  readonly line: string;
  /** Milliseconds since 1970, of the time zone in which it was written. */
  readonly time: number;
  readonly level: string;
  /** The logger's class without its package. */
  readonly logger: string;
  readonly text: string;
  /** The lines that follow and begin with no time: a stack trace. */
  readonly rest: readonly string[];
}

/** Flink's standard layout: time, level, logger padded to 60 characters, nested context, text. */
const start = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3}) ([A-Z]+) +(\S+) +\[[^\]]*\] - (.*)$/;

/** What stands before the first line with a time belongs to no entry, and is dropped. */
export function entriesOf(log: string): readonly Entry[] {
  const entries: (Entry & { readonly rest: string[] })[] = [];
  for (const line of log.replace(/\n$/, "").split("\n")) {
    const match = start.exec(line);
    if (match === null) entries.at(-1)?.rest.push(line);
    else entries.push({ ...headOf(match), line, rest: [] });
  }
  return entries;
}

export function logOf(entries: readonly Entry[]): string {
  return entries.map(({ line, rest }) => [line, ...rest].map(each => `${each}\n`).join("")).join("");
}

/** The entry with another text in its line. */
export function withText(entry: Entry, text: string): Entry {
  return { ...entry, line: entry.line.slice(0, entry.line.length - entry.text.length) + text, text };
}

function headOf([, day, time, millis, level, logger, text]: RegExpExecArray): Omit<Entry, "line" | "rest"> {
  return { time: Date.parse(`${day}T${time}.${millis}Z`), level, logger: logger.slice(logger.lastIndexOf(".") + 1), text };
}
