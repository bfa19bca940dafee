/** Lines by their kinds, job by job. What is of no known kind is counted. */
import type { LineKind, LogLine, LogMapping } from "../dsl/logs.ts";
import { fieldsOf, type LineFields } from "./pattern.ts";

/** A line of a known kind. */
export interface LogEvent {
  readonly kind: LineKind;
  readonly fields: LineFields;
  readonly line: LogLine;
}

/** The lines of one job. */
export interface JobLog {
  /** The first of its names; empty where no line names a job. */
  readonly name: string;
  readonly events: readonly LogEvent[];
}

/** Lines of one form that no kind of the mapping fits. */
export interface UnknownLines {
  /** `WARN CheckpointCoordinator - Could not acknowledge the checkpoint #`: level, class, and the text without its numbers. */
  readonly form: string;
  readonly count: number;
  /** The number of the first of them. */
  readonly first: number;
}

/** Lines of known kinds that are kept. Each takes some hundred bytes. */
export const eventsMax = 1_000_000;

/** Forms of unknown lines that are told apart. */
const formsMax = 1_000;
const formCharactersMax = 90;
/** How the name of a job begins. */
const jobPrefix = "job ";
const otherForms = "other lines";

export class Events {
  private readonly mapping: LogMapping;
  private readonly events: LogEvent[] = [];
  private readonly unknown = new Map<string, { count: number; readonly first: number }>();
  private readonly jobs = new Names();
  private readonly kinds: ReadonlyMap<string, readonly LineKind[]>;
  private readonly ofAny: readonly LineKind[];
  /** Whether there were more lines than are kept: the others were not looked at. */
  isFull = false;

  constructor(mapping: LogMapping) {
    this.mapping = mapping;
    const loggers = new Set(mapping.lines.flatMap(({ loggers }) => loggers));
    const fits = (kind: LineKind, logger: string): boolean => kind.loggers.length === 0 || kind.loggers.includes(logger);
    this.kinds = new Map([...loggers].map(logger => [logger, mapping.lines.filter(kind => fits(kind, logger))]));
    this.ofAny = mapping.lines.filter(kind => fits(kind, ""));
  }

  take(line: LogLine): void {
    if (this.events.length === eventsMax) {
      this.isFull = true;
      return;
    }
    const event = this.eventOf(line);
    if (event === null) {
      this.countUnknown(line);
      return;
    }
    this.events.push(event);
    this.jobs.join(this.mapping.jobs(event.fields, line));
  }

  /** The events of each job, in the order in which the jobs begin. A line without a name is of the job of the next one that has one. */
  byJob(): readonly JobLog[] {
    this.anchor();
    const logs = new Map<string, LogEvent[]>();
    let waiting: LogEvent[] = [];
    let last: LogEvent[] | null = null;
    for (const event of this.events) {
      waiting.push(event);
      const [name] = this.mapping.jobs(event.fields, event.line);
      if (name === undefined) continue;
      const root = this.jobs.rootOf(name);
      last = logs.get(root) ?? [];
      logs.set(root, last);
      last.push(...waiting);
      waiting = [];
    }
    if (last === null) return this.events.length === 0 ? [] : [{ name: "", events: this.events }];
    last.push(...waiting);
    return [...logs].map(([root, events]) => ({ name: this.jobs.labelOf(root), events }));
  }

  /** The most frequent forms first. */
  unknownLines(): readonly UnknownLines[] {
    return [...this.unknown].map(([form, { count, first }]) => ({ form, count, first })).sort((a, b) => b.count - a.count || a.first - b.first);
  }

  /** Names that are tied to no job belong to the job of the line before the first one that has them, else to the next job. */
  private anchor(): void {
    let last: string | null = null;
    const waiting: string[] = [];
    for (const event of this.events) {
      const [name] = this.mapping.jobs(event.fields, event.line);
      if (name === undefined) continue;
      if (this.jobs.isJob(name)) {
        last = name;
        for (const each of waiting.splice(0)) this.jobs.join([name, each]);
      } else if (last === null) waiting.push(name);
      else this.jobs.join([last, name]);
    }
  }

  private eventOf(line: LogLine): LogEvent | null {
    const logger = line.logger.slice(line.logger.lastIndexOf(".") + 1);
    for (const kind of this.kinds.get(logger) ?? this.ofAny) {
      if (kind.levels.length > 0 && !kind.levels.includes(line.level)) continue;
      for (const pieces of kind.patterns) {
        const fields = fieldsOf(pieces, line.text);
        if (fields !== null) return { kind, fields, line };
      }
    }
    return null;
  }

  private countUnknown(line: LogLine): void {
    const form = this.unknown.size < formsMax ? formOf(line) : otherForms;
    const known = this.unknown.get(form) ?? { count: 0, first: line.number };
    known.count++;
    this.unknown.set(form, known);
  }
}

function formOf({ level, logger, text }: LogLine): string {
  const words = text.slice(0, formCharactersMax).replace(/\b[0-9a-f]*\d[0-9a-f]*\b/gi, "#");
  return `${level} ${logger.slice(logger.lastIndexOf(".") + 1)} - ${words}`;
}

/** Names of which some mean the same: a union-find. */
class Names {
  private readonly parents = new Map<string, string>();
  /** By the root of the names. */
  private readonly labels = new Map<string, string>();

  join(names: readonly string[]): void {
    const [first, ...others] = names.map(name => this.rootOf(name));
    for (const other of others) {
      if (first === undefined || other === first) continue;
      this.parents.set(other, first);
      const [own, theirs] = [this.labels.get(first) ?? first, this.labels.get(other) ?? other];
      this.labels.set(first, own.startsWith(jobPrefix) || !theirs.startsWith(jobPrefix) ? own : theirs);
    }
  }

  rootOf(name: string): string {
    let root = name;
    for (let up = this.parents.get(root); up !== undefined && up !== root; up = this.parents.get(root)) root = up;
    this.parents.set(name, root);
    return root;
  }

  /** Whether a name is that of a job, or is tied to one: such names begin with "job ". */
  isJob(name: string): boolean {
    return this.labelOf(this.rootOf(name)).startsWith(jobPrefix);
  }

  /** The name of the job, if it is known. */
  labelOf(root: string): string {
    return this.labels.get(root) ?? root;
  }
}
