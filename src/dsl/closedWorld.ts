/**
 * While functions of a spec run, nothing answers that differs from call to call or from machine to machine: clocks, dice, what happens later, the network, the
 * machine's locale and time zone. The globals are wrapped once, here; what only Node has, in `cli/closedModules.ts`. While no function of a spec
 * runs, the wrappers call what they wrap. `console` answers always: what it prints is nobody's answer.
 */
import { isClosed, outside, type World, worlds } from "./calls.ts";
import { fail } from "./errors.ts";

type Callable = (...given: readonly unknown[]) => unknown;

/** What is asked for, and from which world on that is too much. `isHarmless`: for calls whose answer depends on what they are given alone. */
export interface Question {
  /** "the time". */
  readonly what: string;
  readonly from: World;
  readonly isHarmless?: (given: readonly unknown[]) => boolean;
}

export const time: Question = { what: "the time", from: worlds.building };
export const chance: Question = { what: "a random number", from: worlds.building };
export const later: Question = { what: "something to be done later", from: worlds.building };
export const network: Question = { what: "something outside of the program", from: worlds.building };
const zone: Question = { what: "the time zone of this machine", from: worlds.running };
const locale: Question = { what: "the locale of this machine", from: worlds.running };
const garbage: Question = { what: "what the garbage collector has done", from: worlds.building };
const surroundings: Question = { what: "the machine or page that it runs on", from: worlds.building };

let isWrapped = false;

/** Wraps the globals of this thread. Calling it again does nothing. What a file has taken hold of before is not wrapped: call it before specs are loaded. */
export function closeGlobals(): void {
  if (isWrapped) return;
  isWrapped = true;
  const all = globalThis as unknown as Record<string, unknown>;
  wrapDate();
  wrapMembers(Math, "Math", ["random"], chance);
  wrapMembers(all, "", ["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "requestAnimationFrame", "requestIdleCallback", "postMessage"], later);
  wrapMembers(all, "", ["fetch", "WebSocket", "EventSource", "XMLHttpRequest", "BroadcastChannel", "MessageChannel", "Worker", "SharedWorker"], network);
  wrapMembers(all, "", ["alert", "confirm", "prompt", "navigator", "localStorage", "sessionStorage", "indexedDB", "caches"], surroundings);
  wrapMembers(all["Atomics"], "Atomics", ["wait", "waitAsync"], later);
  wrapMembers(all["AbortSignal"], "AbortSignal", ["timeout"], later);
  wrapMembers(prototypeOf(all["WeakRef"]), "WeakRef", ["deref"], garbage);
  wrapMembers(all, "", ["FinalizationRegistry"], garbage);
  wrapEverything(all["performance"], "performance", time);
  wrapEverything(prototypeOf(all["Performance"]), "performance", time);
  for (const owner of [all["crypto"], prototypeOf(all["Crypto"])]) wrapMembers(owner, "crypto", ["getRandomValues", "randomUUID", "subtle"], chance);
  wrapLocales();
  openConsole();
}

const unnamedLocale = (at: number): Question => ({ ...locale, isHarmless: given => given[at] !== undefined });

function wrapLocales(): void {
  for (const name of ["localeCompare", "toLocaleLowerCase", "toLocaleUpperCase"])
    wrapMembers(String.prototype, "String", [name], unnamedLocale(name === "localeCompare" ? 1 : 0));
  for (const of of [Number, BigInt, Array]) wrapMembers(of.prototype, of.name, ["toLocaleString"], unnamedLocale(0));
  const kinds = Object.getOwnPropertyNames(Intl).filter(name => /^[A-Z]/.test(name) && name !== "Locale" && name !== "DateTimeFormat");
  wrapMembers(Intl, "Intl", kinds, unnamedLocale(0));
  const hasZone = (options: unknown): boolean => typeof options === "object" && options !== null && "timeZone" in options;
  wrapMembers(Intl, "Intl", ["DateTimeFormat"], { ...locale, isHarmless: ([tags, options]) => tags !== undefined && hasZone(options) });
}

/** Texts of dates that mean the same moment everywhere: a day, or a time with its distance from Greenwich. */
const absolute = /^[+-]?\d{4,6}(-\d\d){0,2}$|(Z|GMT|UTC|[+-]\d\d:?\d\d)$/;

function isAbsolute(given: readonly unknown[]): boolean {
  return given.length === 1 && (typeof given[0] !== "string" || absolute.test(given[0].trim()));
}

const localParts = ["Date", "Day", "FullYear", "Hours", "Minutes", "Month", "Seconds"];

function wrapDate(): void {
  const own = Date;
  const local = [
    ...localParts.flatMap(part => [`get${part}`, `set${part}`]),
    ...["getTimezoneOffset", "getYear", "setYear", "toString", "toDateString", "toTimeString", "toLocaleString", "toLocaleDateString", "toLocaleTimeString"],
  ].filter(name => name !== "setDay");
  wrapMembers(own.prototype, "Date", local, zone);
  wrapMembers(own, "Date", ["now"], time);
  wrapMembers(own, "Date", ["parse"], { ...zone, isHarmless: isAbsolute });
  const wrapped = new Proxy(own, {
    construct(target, given, newTarget) {
      if (given.length === 0) ask(time, "new Date()");
      else if (!isAbsolute(given)) ask(zone, given.length === 1 ? "new Date(text)" : "new Date(year, month, ...)");
      return Reflect.construct(target, given, newTarget);
    },
    apply(target, self, given) {
      ask(time, "Date()");
      return Reflect.apply(target, self, given);
    },
  });
  replace(globalThis, "Date", wrapped);
  replace(own.prototype, "constructor", wrapped);
}

/** What a spec prints is for its author alone; to print it, Node asks for streams, for the environment, and for a moment later. */
function openConsole(): void {
  const owner = (globalThis as { readonly console?: object }).console;
  if (owner === undefined) return;
  for (const name of Object.keys(owner)) {
    const own = Object.getOwnPropertyDescriptor(owner, name)?.value as unknown;
    if (typeof own !== "function") continue;
    replace(owner, name, new Proxy(own as Callable, { apply: (target, self, given) => outside(() => Reflect.apply(target, self, given)) }));
  }
}

/** Wraps some members of an object, those that it has. `owner`: how messages name it, as a spec writes it; empty for globals. */
export function wrapMembers(of: unknown, owner: string, names: readonly string[], question: Question): void {
  if ((typeof of !== "object" && typeof of !== "function") || of === null) return;
  for (const name of names) if (Object.hasOwn(of, name)) wrapMember(of, name, owner === "" ? name : `${owner}.${name}`, question);
}

/** Wraps all members of an object but its constructor. */
export function wrapEverything(of: unknown, owner: string, question: Question, but: readonly string[] = []): void {
  if (typeof of !== "object" || of === null) return;
  const names = Object.getOwnPropertyNames(of).filter(name => name !== "constructor" && name !== "default" && !but.includes(name));
  wrapMembers(of, owner, names, question);
}

function wrapMember(of: object, name: string, shown: string, question: Question): void {
  const { value, get, set, writable, configurable } = Object.getOwnPropertyDescriptor(of, name) as PropertyDescriptor;
  if (typeof value === "function") {
    if (writable === true || configurable === true) replace(of, name, wrappedFunction(value as Callable, shown, question));
  } else if (configurable === true) {
    const read = get ?? (() => value);
    const asking = function (this: unknown): unknown {
      ask(question, shown);
      return read.call(this);
    };
    Object.defineProperty(of, name, { get: asking, set: set ?? (writable === true ? next => Object.defineProperty(of, name, { value: next }) : undefined) });
  }
}

/** What hangs on functions and asks, too: `process.hrtime.bigint`, `fs.realpathSync.native`, what `util.promisify` takes instead. */
const parts: readonly (string | symbol)[] = ["bigint", "native", "rss", Symbol.for("nodejs.util.promisify.custom")];

function wrappedFunction(own: Callable, shown: string, question: Question): Callable {
  for (const key of parts) {
    const part: unknown = Object.getOwnPropertyDescriptor(own, key)?.value;
    if (typeof part === "function" && part !== own) replace(own, key, wrappedFunction(part as Callable, `${shown}.${String(key)}`, question));
  }
  const mayAsk = (given: readonly unknown[], call: string): void => {
    if (isClosed(question.from) && question.isHarmless?.(given) !== true) ask(question, call);
  };
  return new Proxy(own, {
    apply(target, self, given) {
      mayAsk(given, `${shown}()`);
      return Reflect.apply(target, self, given);
    },
    construct(target, given, newTarget) {
      mayAsk(given, `new ${shown}()`);
      return Reflect.construct(target, given, newTarget);
    },
  });
}

/** Errors: CUT209 while a function of a spec runs. */
export function ask({ what, from }: Question, call: string): void {
  if (!isClosed(from)) return;
  fail("CUT209", `The function asks for ${what}: ${call}.`, {
    given: call,
    fix: "It may depend on the state and the parameters only. What the environment may do is an action; what differs between two instances is a knob.",
  });
}

function replace(of: object, name: string | symbol, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(of, name);
  if (before?.configurable === true) Object.defineProperty(of, name, { ...before, value });
  else if (before?.writable === true) (of as Record<string | symbol, unknown>)[name] = value;
}

function prototypeOf(of: unknown): unknown {
  return typeof of === "function" ? (of as { readonly prototype?: unknown }).prototype : undefined;
}
