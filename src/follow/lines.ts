/** A text that comes in pieces, as lines of a log. Whatever the text contains, memory is bounded: long lines are cut, and counted. */
import { continuationLinesMax, type LogLine } from "../dsl/logs.ts";

/** Characters of a line that are looked at. */
const lineCharactersMax = 16_384;

/** What was odd about a text, in numbers of lines. */
export interface Oddities {
  /** Longer than the limit. */
  readonly cut: number;
  /** With a character NUL, which is left out. */
  readonly damaged: number;
  /** Before the first line that begins as lines of a log do. */
  readonly headless: number;
  /** Whether the text ends in the midst of a line. That line is not read. */
  readonly isEndMissing: boolean;
}

/** Takes a line with all that continues it. */
type Sink = (line: LogLine) => void;

/** How a line of a log begins: as log4j and logback print it, with or without date and thread, the thread before or behind the level. */
const head =
  /^(?:(\d{4})-(\d\d)-(\d\d)[ T])?(\d\d):(\d\d):(\d\d)[,.](\d{3})\d*Z? +(?:\[([^\]]*)\] +)?(TRACE|DEBUG|INFO|WARN|ERROR|FATAL) +(?:\[([^\]]*)\] +)?([\w.$]+) +(?:\[[^\]]*\] +)?- (.*)$/s;

const dayMilliseconds = 86_400_000;

export class LineReader {
  private readonly sink: Sink;
  private rest = "";
  private isCut = false;
  private number = 0;
  private open: { readonly line: Omit<LogLine, "more">; readonly more: string[] } | null = null;
  private days = 0;
  private lastTime = 0;
  private counts = { cut: 0, damaged: 0, headless: 0, isEndMissing: false };

  constructor(sink: Sink) {
    this.sink = sink;
  }

  /** Lines read so far. */
  get lines(): number {
    return this.number;
  }

  get oddities(): Oddities {
    return { ...this.counts };
  }

  /** Takes the next piece of the text. */
  read(piece: string): void {
    let from = 0;
    for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", from)) {
      this.extend(piece, from, at);
      this.endLine();
      from = at + 1;
    }
    this.extend(piece, from, piece.length);
  }

  /** The text is over. */
  end(): void {
    if (this.rest !== "") {
      this.number++;
      this.counts.isEndMissing = true;
    }
    this.flush();
  }

  private extend(piece: string, from: number, to: number): void {
    const room = lineCharactersMax - this.rest.length;
    if (to - from > room) this.isCut = true;
    this.rest += piece.slice(from, Math.min(to, from + room));
  }

  private endLine(): void {
    this.number++;
    const text = this.clean(this.rest.endsWith("\r") ? this.rest.slice(0, -1) : this.rest);
    if (this.isCut) this.counts.cut++;
    [this.rest, this.isCut] = ["", false];
    const line = this.headed(text);
    if (line !== null) {
      this.flush();
      this.open = { line, more: [] };
    } else if (this.open === null) {
      if (text.trim() !== "") this.counts.headless++;
    } else if (this.open.more.length < continuationLinesMax) {
      this.open.more.push(text);
    }
  }

  private clean(text: string): string {
    if (!text.includes("\0")) return text;
    this.counts.damaged++;
    return text.replaceAll("\0", "");
  }

  private headed(text: string): Omit<LogLine, "more"> | null {
    const found = head.exec(text);
    if (found === null) return null;
    const [, year, month, day, hours, minutes, seconds, milliseconds, before, level = "", behind, logger = "", rest = ""] = found;
    const ofDay = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(milliseconds);
    const time = year === undefined ? this.onLaterDay(ofDay) : Date.UTC(Number(year), Number(month) - 1, Number(day)) + ofDay;
    return { number: this.number, time, level, logger, thread: before ?? behind ?? "", text: rest };
  }

  /** Where no day is printed, a time that is much earlier than the last one is on the next day. */
  private onLaterDay(ofDay: number): number {
    if (ofDay + dayMilliseconds / 2 < this.lastTime) this.days++;
    this.lastTime = ofDay;
    return ofDay + this.days * dayMilliseconds;
  }

  private flush(): void {
    if (this.open !== null) this.sink({ ...this.open.line, more: this.open.more });
    this.open = null;
  }
}
