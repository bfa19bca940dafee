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

  /** The events of each job, in the order in which the jobs begin. */
  byJob(): readonly JobLog[] {
    this.anchor();
    const logs = new Map<string, LogEvent[]>();
    const roots = this.rootsOfEvents();
    this.events.forEach((event, i) => {
      const root = roots[i] ?? "";
      const events = logs.get(root) ?? [];
      logs.set(root, events);
      events.push(event);
    });
    return [...logs].map(([root, events]) => ({ name: root === "" ? "" : this.jobs.labelOf(root), events }));
  }

  /** Of each event whose job it is; undefined where no line names one. */
  private rootsOfEvents(): readonly (string | undefined)[] {
    const roots = this.events.map(({ fields, line }) => this.mapping.jobs(fields, line)[0]).map(name => (name === undefined ? name : this.jobs.rootOf(name)));
    const previous = new Nearest(roots, this.events);
    const next = new Nearest(roots, this.events);
    const found: (string | undefined)[] = [...roots];
    for (let i = 0; i < roots.length; i++) {
      if (roots[i] !== undefined) previous.pass(i);
      else if (this.events[i].kind.jobOf === "previous") found[i] = previous.of(i);
    }
    for (let i = roots.length - 1; i >= 0; i--) {
      if (roots[i] !== undefined) next.pass(i);
      else found[i] ??= next.of(i);
    }
    // At an end of the log there may be none on that side.
    for (let i = 0; i < found.length; i++) found[i] ??= found[i - 1];
    return found;
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

/** The nearest line that names a job, of the same thread if there is one. */
class Nearest {
  private readonly roots: readonly (string | undefined)[];
  private readonly events: readonly LogEvent[];
  private readonly byThread = new Map<string, string | undefined>();
  private last: string | undefined;

  constructor(roots: readonly (string | undefined)[], events: readonly LogEvent[]) {
    this.roots = roots;
    this.events = events;
  }

  /** Goes past a line that names one. */
  pass(i: number): void {
    this.last = this.roots[i];
    this.byThread.set(this.events[i].line.thread, this.last);
  }

  of(i: number): string | undefined {
    return this.byThread.get(this.events[i].line.thread) ?? this.last;
  }
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
