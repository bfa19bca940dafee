/**
 * The world outside that Node's modules lead to: closed while functions of a spec run, as `dsl/closedWorld.ts` closes the globals. Imports of these modules see
 * the wrappers, too, in whichever file they stand.
 */
import { createRequire, isBuiltin, syncBuiltinESMExports } from "node:module";
import { outside, worlds } from "../dsl/calls.ts";
import { ask, chance, closeGlobals, later, network, type Question, time, wrapEverything, wrapMembers } from "../dsl/closedWorld.ts";

const files: Question = { what: "a file", from: worlds.running };
const machine: Question = { what: "the machine that it runs on", from: worlds.building };
const process_: Question = { what: "the process that it runs in", from: worlds.running };
const environment: Question = { what: "the environment of the process", from: worlds.running };
const engine: Question = { what: "the engine that runs it", from: worlds.building };

/** Whatever is printed is nobody's answer; the stream may need more than a spec may. */
function openStream(stream: NodeJS.WriteStream): void {
  stream.write = new Proxy(stream.write, { apply: (target, self, given) => outside(() => Reflect.apply(target, self, given)) });
}

type Outside = readonly [names: readonly string[], question: Question, but?: readonly string[]];

/** Modules of which every function leads outside, but for those that only turn one value into another. */
const modules: readonly Outside[] = [
  [["fs", "fs/promises"], files],
  [["child_process", "worker_threads"], network],
  [["os"], machine],
  [["perf_hooks"], time],
  [["timers", "timers/promises"], later],
  [["v8"], engine, ["serialize", "deserialize"]],
  [["vm"], engine],
];

/** These answer later, if at all. Loading all of them takes as long as a small check, so they are closed when a spec imports them. */
const seldom: Outside = [
  ["net", "tls", "http", "https", "http2", "dgram", "dns", "dns/promises", "inspector", "cluster", "sqlite"],
  network,
  ["isIP", "isIPv4", "isIPv6"],
];

const dice = ["randomBytes", "randomInt", "randomUUID", "randomFill", "randomFillSync", "getRandomValues", "pseudoRandomBytes", "prng", "rng"];
const keys = ["generateKey", "generateKeySync", "generateKeyPair", "generateKeyPairSync", "generatePrime", "generatePrimeSync", "createDiffieHellman"];

const clocks = ["hrtime", "uptime", "cpuUsage", "threadCpuUsage", "resourceUsage", "memoryUsage", "constrainedMemory", "availableMemory"];
const ends = ["exit", "reallyExit", "abort", "kill", "chdir", "umask", "dlopen", "binding"];
const about = ["cwd", "pid", "ppid", "title", "argv", "argv0", "execArgv", "execPath", "report", "getuid", "geteuid", "getgid", "getegid", "getgroups"];

let isClosed = false;

/** Closes everything, in this thread. Calling it again does nothing. Call it before specs are loaded. */
export function closeWorld(): void {
  if (isClosed) return;
  isClosed = true;
  // Node makes its streams when they are first asked for, of what it finds in `fs` then: what a spec prints must not go through a wrapper.
  for (const stream of [process.stdout, process.stderr]) openStream(stream);
  closeGlobals();
  const load = createRequire(import.meta.url);
  for (const [names, question, but] of modules) for (const name of names) wrapEverything(load(`node:${name}`), name, question, but);
  wrapMembers(load("node:crypto"), "crypto", [...dice, ...keys], chance);
  wrapMembers(process, "process", clocks, time);
  wrapMembers(process, "process", [...ends, ...about], process_);
  wrapMembers(process, "process", ["nextTick"], later);
  closeEnvironment();
  syncBuiltinESMExports();
}

const closed = new Set<string>();

/** Closes what the text of a module imports and {@link closeWorld} has left open. */
export function closeImported(text: string): void {
  const [names, question, but] = seldom;
  const imported = new Set([...text.matchAll(/"(?:node:)?([a-z0-9_/]+)"/g)].map(([, name]) => name));
  const wanted = names.filter(name => imported.has(name) && !closed.has(name) && isBuiltin(`node:${name}`));
  if (wanted.length === 0) return;
  const load = createRequire(import.meta.url);
  for (const name of wanted) {
    closed.add(name);
    wrapEverything(load(`node:${name}`), name, question, but);
  }
  syncBuiltinESMExports();
}

/** Node asks for these itself, to map the lines of a stack for one. */
const ofNode = /^NODE_/;

/** A proxy, because `import { env } from "node:process"` holds the object itself. */
function closeEnvironment(): void {
  const asking = <K extends keyof typeof Reflect>(trap: K) => {
    return (target: object, ...rest: readonly unknown[]): unknown => {
      ask(environment, typeof rest[0] === "string" ? `process.env.${rest[0]}` : "process.env");
      return (Reflect[trap] as (...given: readonly unknown[]) => unknown)(target, ...rest);
    };
  };
  const traps = ["has", "ownKeys", "deleteProperty", "getOwnPropertyDescriptor", "defineProperty"] as const;
  const handler = Object.fromEntries(traps.map(trap => [trap, asking(trap)]));
  const get = (target: object, name: string | symbol): unknown => {
    if (typeof name !== "string" || !ofNode.test(name)) ask(environment, typeof name === "string" ? `process.env.${name}` : "process.env");
    return Reflect.get(target, name);
  };
  const set = (target: object, name: string | symbol, value: unknown): boolean => {
    ask(environment, "process.env");
    return Reflect.set(target, name, value);
  };
  process.env = new Proxy(process.env, { ...handler, get, set } as ProxyHandler<NodeJS.ProcessEnv>);
}
