/**
 * The standard streams of the process. Stdout is for the command's answer alone: whatever a spec writes there, by `console.log`, by `process.stdout` or by the
 * number of the file, goes to stderr, so that `--json` is one document and nothing else. A write that fails is not forgotten.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isatty } from "node:tty";

const [stdoutNumber, stderrNumber] = [1, 2];

/** Where stdout has a name as a file. */
const stdoutPaths = new Set<unknown>(["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]);

/** What takes a file or its number first. Streams write by these, too. */
const writers = [
  "open",
  "openSync",
  "write",
  "writeSync",
  "writev",
  "writevSync",
  "writeFile",
  "writeFileSync",
  "appendFile",
  "appendFileSync",
  "createWriteStream",
];
const promisedWriters = ["open", "writeFile", "appendFile"];

/** Ours, whatever becomes of the module's: even what is imported by name changes with it. */
const { fstatSync, writeSync } = fs;

/** Writes text, and says at the end what became of it. */
export interface Output {
  readonly stream: NodeJS.WriteStream;
  readonly write: (text: string) => void;
  /** Waits until everything is written. The first failure, or null. */
  readonly finished: () => Promise<Error | null>;
}

/** Stdout for this caller; for all others it is stderr from now on. */
export function takeStdout(): Output {
  // Made before the functions change under it.
  const output = outputOn(process.stdout, stdoutNumber);
  divertStdout();
  return output;
}

/** Makes stdout mean stderr. The stream of a worker thread leads to the main thread's, so there only what is written by number is left to divert. */
export function divertStdout(isThread = false): void {
  if (!isThread) Object.defineProperty(process, "stdout", { configurable: true, enumerable: true, get: () => process.stderr });
  divert(fs as unknown as Record<string, Writer>, writers);
  divert(fs.promises as unknown as Record<string, Writer>, promisedWriters);
  // A spec may have the functions by name: import { writeSync } from "node:fs".
  syncBuiltinESMExports();
}

type Writer = (...given: readonly unknown[]) => unknown;

function divert(module: Record<string, Writer>, names: readonly string[]): void {
  for (const name of names) {
    const writer = module[name] as Writer;
    const diverting = (file: unknown, ...rest: readonly unknown[]): unknown => writer(diverted(file), ...rest);
    // What `promisify` looks at is a property.
    module[name] = Object.defineProperties(diverting, Object.getOwnPropertyDescriptors(writer));
  }
}

function diverted(file: unknown): unknown {
  if (file === stdoutNumber) return stderrNumber;
  return stdoutPaths.has(file) ? "/dev/stderr" : file;
}

/**
 * Whether stdout was closed by whoever started the program (`>&-`). Node then opens the null device in its place, for reading too, so that no write fails; a shell's
 * `> /dev/null` is for writing only. Some programs open it as Node does for what they throw away, so this alone is no mistake.
 */
export function mayBeClosed(): boolean {
  try {
    const [, flags = "0"] = /^flags:\s*([0-7]+)$/m.exec(fs.readFileSync(`/proc/self/fdinfo/${stdoutNumber}`, "utf8")) ?? [];
    return fs.readlinkSync(`/proc/self/fd/${stdoutNumber}`) === "/dev/null" && (Number.parseInt(flags, 8) & fs.constants.O_RDWR) !== 0;
  } catch {
    return false;
  }
}

export function outputOn(stream: NodeJS.WriteStream, number: number): Output {
  const waiting = new Set<Promise<void>>();
  let failure: Error | null = null;
  const failed = (error: Error | null | undefined): void => {
    failure ??= error ?? null;
  };
  stream.on("error", failed);
  const write = isFile(number) ? (text: string) => failed(writtenTo(number, text)) : (text: string) => track(waiting, written(stream, text, failed));
  const finished = async (): Promise<Error | null> => {
    await Promise.all(waiting);
    return failure;
  };
  return { stream, write, finished };
}

/** A disk that is nearly full takes a part of a text and reports no error, and a stream would not look: so files are written here, to the end. */
function writtenTo(number: number, text: string): Error | null {
  const bytes = Buffer.from(text);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(number, bytes, done);
    return null;
  } catch (error) {
    return error as Error;
  }
}

function isFile(number: number): boolean {
  try {
    const found = fstatSync(number);
    return found.isFile() || (found.isCharacterDevice() && !isatty(number));
  } catch {
    return false;
  }
}

function written(stream: NodeJS.WriteStream, text: string, failed: (error: Error | null | undefined) => void): Promise<void> {
  return new Promise(resolve => {
    stream.write(text, error => {
      failed(error);
      resolve();
    });
  });
}

function track(waiting: Set<Promise<void>>, promise: Promise<void>): void {
  waiting.add(promise);
  void promise.then(() => waiting.delete(promise));
}
