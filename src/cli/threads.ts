/**
 * Worker threads to explore with. They are started when an exploration may soon have enough to do for them, make its machine when it has, and stay for the next one. A small one
 * is over before: while a thread loads the checker, which takes some 150 ms, this one is slower, because the engine compiles in the background.
 */
import { type ResourceLimits, Worker } from "node:worker_threads";
import { definitionHash } from "../counterexample/definition.ts";
import { CutcheckError, mistakeOf } from "../dsl/errors.ts";
import { type Barrier, waitForBell } from "../explore/workers/barrier.ts";
import type { Helpers, Job, Report, Subject, Threads } from "../explore/workers/threads.ts";
import type { TableShape } from "../kernel/sharedGrowth.ts";
import { remember } from "./ending.ts";
import { displayPath, type LoadedSpec } from "./load.ts";
import { noteStray } from "./strays.ts";
import type { Answer, Order } from "./worker.ts";

/** The number of states that wait to be expanded from which on other threads make the machine: with fewer, a run is over before they are ready. */
const frontierMin = 8192;

/** What a thread takes that has made a machine and explores: V8, this program, the spec. Measured: 35 to 45 MB. */
const threadBytes = 40e6;

/** The main thread looks at signals and threads again after so long at most. */
const waitMilliseconds = 1;

interface ThreadOptions {
  /** When others begin; default: what pays. */
  readonly frontierMin?: number;
  readonly statesPerTurn?: number;
  readonly isPatient?: boolean;
  readonly tables?: TableShape;
  readonly bytesEach?: number;
  /** Of each thread's JavaScript heap. Default: Node's. */
  readonly resourceLimits?: ResourceLimits;
}

/** The threads for this number of workers; null for one worker, which is this thread. */
export function threadsOf(workers: number, specs: readonly LoadedSpec[], options: ThreadOptions = {}): ThreadPool | null {
  return workers === 1 ? null : new ThreadPool(workers, specs, options);
}

/** The threads of this process. */
export class ThreadPool implements Threads {
  readonly count: number;
  readonly frontierMin: number;
  readonly bytesEach: number;
  readonly statesPerTurn?: number;
  readonly isPatient?: boolean;
  readonly tables?: TableShape;
  private readonly specs: ReadonlyMap<string, LoadedSpec>;
  private readonly resourceLimits: ResourceLimits | undefined;
  private threads: readonly Thread[] = [];
  private ending: Promise<void> = Promise.resolve();
  private explorations = 0;

  /** `count`: of workers, the main thread included; at least 2. `specs`: those that are checked, with different names. */
  constructor(count: number, specs: readonly LoadedSpec[], options: ThreadOptions = {}) {
    this.count = count;
    this.specs = new Map(specs.map(each => [each.spec.name, each]));
    this.frontierMin = options.frontierMin ?? frontierMin;
    this.bytesEach = options.bytesEach ?? threadBytes;
    this.resourceLimits = options.resourceLimits;
    if (options.statesPerTurn !== undefined) this.statesPerTurn = options.statesPerTurn;
    if (options.isPatient !== undefined) this.isPatient = options.isPatient;
    if (options.tables !== undefined) this.tables = options.tables;
  }

  announce(count: number): void {
    if (this.threads.length === 0) this.replaceMissing(count);
  }

  helpers(subject: Subject, count: number): Helpers {
    const loaded = this.specs.get(subject.source.spec);
    if (loaded === undefined) throw new Error(`no spec ${subject.source.spec} is loaded`);
    this.replaceMissing(count);
    return preparedHelpers(this.threads.slice(0, count - 1), ++this.explorations, loaded, subject);
  }

  giveUp(): void {
    this.ending = this.end();
    this.threads = [];
  }

  /** Resolves when the threads that were given up are gone. */
  async settled(): Promise<void> {
    await this.ending;
  }

  /** Starts the threads that are missing, or have ended, until there are `count` of them, this one included. */
  private replaceMissing(count: number): void {
    this.threads = Array.from({ length: Math.max(count - 1, this.threads.length) }, (_, i) => {
      const earlier = this.threads[i];
      return earlier === undefined || earlier.failure !== null ? startedThread(i + 1, this.resourceLimits) : earlier;
    });
  }

  /** Ends all threads. */
  async end(): Promise<void> {
    await Promise.all(this.threads.map(thread => thread.end()));
  }
}

/** Has the threads make the machine. `number`: of the exploration. */
function preparedHelpers(threads: readonly Thread[], number: number, { spec, bundle, file }: LoadedSpec, { machine, ...subject }: Subject): Helpers {
  const hash = hashOrNull(() => definitionHash(spec, machine));
  for (const thread of threads) thread.prepare({ kind: "prepare", exploration: number, bundle, subject, hash }, file);
  return new ThreadHelpers(threads, number);
}

class ThreadHelpers implements Helpers {
  private readonly threads: readonly Thread[];
  private readonly number: number;

  constructor(threads: readonly Thread[], number: number) {
    this.threads = threads;
    this.number = number;
  }

  isReady(): boolean {
    return this.threads.every(thread => thread.isReady);
  }

  failure(): string | null {
    return this.threads.find(thread => thread.failure !== null)?.failure ?? null;
  }

  begin(job: Job): void {
    for (const [i, thread] of this.threads.entries()) thread.post({ kind: "begin", exploration: this.number, job, index: i + 1 });
  }

  reports(): readonly Report[] | null {
    const reports = this.threads.flatMap(({ report }) => (report === null ? [] : [report]));
    return reports.length < this.threads.length ? null : reports;
  }

  wait(barrier: Barrier, heard: number): void {
    waitForBell(barrier, heard, waitMilliseconds);
  }

  dismiss(): void {
    for (const thread of this.threads) thread.post({ kind: "dismiss", exploration: this.number });
  }
}

/** `number`: from 1. */
function startedThread(number: number, resourceLimits: ResourceLimits | undefined): Thread {
  // Built, this file is part of one in `dist/chunks`.
  const worker = new Worker(new URL("../cli/worker.js", import.meta.url), resourceLimits === undefined ? {} : { resourceLimits });
  // A program that has nothing else to do ends.
  worker.unref();
  return new Thread(number, worker);
}

/** One worker thread, and what it has said in the exploration that it was last prepared for. */
class Thread {
  isReady = false;
  report: Report | null = null;
  /** What has happened to it, in words; null while it is there. */
  failure: string | null = null;
  private readonly number: number;
  private readonly worker: Worker;
  private exploration = 0;
  private file = "";

  /** `worker`: one that was just started. */
  constructor(number: number, worker: Worker) {
    this.number = number;
    this.worker = worker;
    this.worker.on("message", (answer: Answer) => this.hear(answer));
    this.worker.on("error", error => this.fail(describe(error)));
    this.worker.on("messageerror", error => this.fail(describe(error)));
    this.worker.on("exit", code => this.fail(`has ended with code ${code}`));
  }

  /** `file`: of the spec. */
  prepare(order: Extract<Order, { kind: "prepare" }>, file: string): void {
    this.file = file;
    this.exploration = order.exploration;
    this.isReady = false;
    this.report = null;
    this.post(order);
  }

  post(order: Order): void {
    if (this.failure === null) this.worker.postMessage(order);
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private hear(answer: Answer): void {
    if (answer.kind === "attempt") remember(mistakeOf({ ...answer.mistake, place: { file: displayPath(this.file) } }));
    else if (answer.exploration !== this.exploration) return;
    else if (answer.kind === "ready") this.isReady = true;
    else if (answer.kind === "report") {
      this.report = answer.report;
      if (answer.stray !== null) noteStray(answer.stray, "In a worker");
    } else this.failure ??= answer.why;
  }

  /** The first thing that happens is the reason of the others. */
  private fail(what: string): void {
    this.failure ??= `worker ${this.number} ${what}`;
  }
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ERR_WORKER_OUT_OF_MEMORY" ? "has run out of memory" : `has failed: ${message ?? String(error)}`;
}

/** Null for a definition that cannot be hashed because an actor throws: that is found when it is explored. */
function hashOrNull(hash: () => string): string | null {
  try {
    return hash();
  } catch (error) {
    if (error instanceof CutcheckError || error instanceof Error) return null;
    throw error;
  }
}
