/**
 * The end of the process is the command's. Whatever a spec, or anything that it imports, does to end it is a mistake: thrown where it is done, and remembered,
 * because a spec may catch it, or may do it in a callback that nobody waits for. An end that comes all the same never looks like success.
 */
import { writeSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { type CutcheckError, mistakeOf, type Place, show } from "../dsl/errors.ts";
import { exitCodes } from "./exitCodes.ts";

type Method = (...given: readonly unknown[]) => unknown;

/** Typed as what it is to a program that does not ask: an object with methods. */
const methods = process as unknown as Record<string, Method | undefined>;

/** What ends a process, whatever it is given. `reallyExit` is undocumented and used by packages; `execve` came with Node 23. */
const enders = ["exit", "reallyExit", "abort", "execve"];
const originals: readonly (readonly [string, Method])[] = enders.flatMap(name => {
  const method = methods[name];
  return method === undefined ? [] : [[name, method] as const];
});

/** Of a guard that tries in every state, the first ones are enough. */
const rememberedMax = 20;

const remembered: CutcheckError[] = [];
const toldStacks = new Set<string | undefined>();
const toldPlaces = new Set<string>();
let isOver = false;

/** What the command does with what happens to the process. */
export interface Happenings {
  /** The event loop has nothing left to do. What is given up on then may begin something. */
  readonly onIdle: () => void;
  /** Something was thrown where nobody catches. */
  readonly onException: (error: unknown) => void;
}

/**
 * From here on only {@link endProcess} ends the process. Listeners of a spec stay what they are, but none of them comes before ours, and none removes ours:
 * Node tells what happens by calling `process.emit`.
 */
export function keepAlive({ onIdle, onException }: Happenings): void {
  refuseToEnd();
  const emit = methods["emit"] as Method;
  methods["emit"] = (event, ...rest) => {
    if (event === "beforeExit") onIdle();
    if (event === "uncaughtException") return [onException(rest[0]), true][1];
    const wasHeard = emit.call(process, event, ...rest);
    if (event === "exit" && !isOver) process.exitCode = endedTooEarly();
    return wasHeard;
  };
}

/** Makes every way to end the process a mistake. `onAttempt` hears of each that is remembered. */
export function refuseToEnd(onAttempt: (error: CutcheckError) => void = () => {}): void {
  const refuse = (call: string): never => {
    const error = endingMistake(call);
    if (remember(error)) onAttempt(error);
    throw error;
  };
  for (const [name] of originals) methods[name] = (...given) => refuse(`process.${name}(${given.map(show).join(", ")})`);
  const kill = methods["kill"] as Method;
  methods["kill"] = (id, signal) => {
    // Signal 0 only asks whether somebody is there; 0 and -1 mean groups that this process is in.
    const isMeant = signal !== 0 && (id === process.pid || Number(id) <= 0);
    return isMeant ? refuse(`process.kill(${show(id)}${signal === undefined ? "" : `, ${show(signal)}`})`) : kill.call(process, id, signal);
  };
  // A spec may have the functions by name: import { exit } from "node:process".
  syncBuiltinESMExports();
}

function endingMistake(call: string): CutcheckError {
  const message = `The spec, or something that it imports, ends the process: ${call}.`;
  return mistakeOf({
    code: "CUT308",
    message,
    place: {},
    fix: "Remove the call. The command ends when everything is checked; to give up, throw an error.",
  });
}

const atEnd: (() => void)[] = [];

/** What is called last of all, before the process ends. */
export function onEnd(call: () => void): void {
  atEnd.push(call);
}

/** Ends the process with this code, whatever listeners a spec has left. */
export function endProcess(code: number): never {
  prepareEnd();
  return process.exit(code);
}

/** Ends the process in the midst of a function of a spec. */
export function endAtOnce(code: number): never {
  prepareEnd();
  return (methods["reallyExit"] as (code: number) => never).call(process, code);
}

function prepareEnd(): void {
  isOver = true;
  for (const [name, method] of originals) methods[name] = method;
  process.removeAllListeners("exit");
  for (const call of atEnd.splice(0)) call();
}

/** Keeps a mistake that happens beside the answers, until it is told. False when there are enough of them. */
export function remember(error: CutcheckError): boolean {
  return remembered.length < rememberedMax && remembered.push(error) > 0;
}

/** Watches for mistakes that a spec's function makes and catches itself. Returns what ends the watch, and gives the first one of those that are meant. */
export function watchRemembered(): (isMeant: (error: CutcheckError) => boolean) => CutcheckError | null {
  const before = remembered.length;
  return isMeant => {
    const later = remembered.splice(before);
    remembered.push(...later.filter(error => !isMeant(error)));
    return later.find(isMeant) ?? null;
  };
}

/** An answer tells of this mistake, with this place. */
export function isTold(error: CutcheckError, place: Place): void {
  toldStacks.add(error.stack);
  toldPlaces.add(keyOf(place));
}

/** The remembered mistakes that no answer has told of, each place once; from then on they count as told. `placeOf`: where one was made. */
export function untold(placeOf: (error: CutcheckError) => Place): readonly CutcheckError[] {
  const rest: CutcheckError[] = [];
  for (const error of remembered.splice(0)) {
    const placed = error.at(placeOf(error));
    if (toldStacks.has(error.stack) || toldPlaces.has(keyOf(placed.mistake.place))) continue;
    isTold(error, placed.mistake.place);
    rest.push(placed);
  }
  return rest;
}

function keyOf({ file = "", line = 0 }: Place): string {
  return `${file}:${line}`;
}

/** The loop has ended before the command did, and nothing of a spec was waited for. */
function endedTooEarly(): number {
  try {
    writeSync(2, "The process ended before the command had finished: what is printed is not complete.\n");
  } catch {
    // The code says it, too.
  }
  return exitCodes.internal;
}
