/** Readers of option values: text from the command line to checked values. */

import { availableParallelism, totalmem } from "node:os";
import { constrainedMemory } from "node:process";
import { InvalidArgumentError } from "commander";
import type { Budget } from "../explore/work/outcome.ts";

/** The share of the machine's memory that the process may take unless told otherwise. */
const memoryShare = 0.6;

/**
 * What the process takes besides the states: Node, this program, a spec, and garbage that was not collected yet. Measured: 70 to 95 MB with the specs of
 * this repository.
 */
export const programBytes = 96e6;
const memoryBytesMin = 128e6;

const byteUnits: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12, KI: 2 ** 10, MI: 2 ** 20, GI: 2 ** 30, TI: 2 ** 40 };
const countUnits: Readonly<Record<string, number>> = { "": 1, K: 1e3, M: 1e6, G: 1e9 };

/** Of commands that take an instance either from a case or from knobs. */
export const caseAndKnobsClash = "--case names a case, which has its own knobs; --set and --scope describe another instance. Use one or the other.";

/** A knob and the text of its value. */
export interface Setting {
  readonly name: string;
  readonly text: string;
}

/** Reads `knob=value` and adds it to the earlier ones. */
export function readSetting(text: string, earlier: readonly Setting[] = []): readonly Setting[] {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Write knob=value, for example regions=2.");
  const name = text.slice(0, at);
  if (earlier.some(each => each.name === name)) throw new InvalidArgumentError(`The knob ${name} is given twice.`);
  return [...earlier, { name, text: text.slice(at + 1) }];
}

/** Reads one word and adds it to the earlier ones. */
export function readRepeatable(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

/** Reads a positive whole number, as 5000000, 5_000_000, 5e6 or 5M. */
export function readCount(text: string): number {
  const [, digits = "", unit = ""] = /^(\d[\d_]*(?:\.\d+)?(?:e\d+)?)([kmg]?)$/i.exec(text) ?? [];
  const value = Number(digits.replaceAll("_", "")) * (countUnits[unit.toUpperCase()] ?? Number.NaN);
  if (digits === "" || !Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("Give a whole number of at least 1, as 5000000, 5e6 or 5M.");
  return value;
}

/** More threads than this would only wait for each other. */
const workersMax = 64;

/** With `--twice`, the largest instance that is explored a second time, in states, unless `--twice-max` says otherwise. */
export const twiceStatesDefault = 100_000;

/** What is said when nothing is: the cores, but no more than was ever tested. */
export const workersDefault = Math.min(availableParallelism(), 8);

/** Reads a number of threads. */
export function readWorkers(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > workersMax) throw new InvalidArgumentError(`Give a whole number from 1 to ${workersMax}.`);
  return value;
}

/** Reads a size of memory in bytes, as 4GB, 512MiB or 1.5G. The unit must be there: nobody means 4 bytes by 4. */
export function readBytes(text: string): number {
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([kmgt]i?)b?$/i.exec(text) ?? [];
  const value = Math.floor(Number(digits) * (byteUnits[unit.toUpperCase()] ?? Number.NaN));
  if (digits === "" || !Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("Give a size with its unit, as 4GB, 512MB or 2GiB.");
  return value;
}

/** Reads a limit of memory in bytes: what the process may take, which is at least what it takes without any states. */
export function readMemory(text: string): number {
  const value = readBytes(text);
  if (value < memoryBytesMin) throw new InvalidArgumentError("The process takes about 90 MB before the first state. Give at least 128MB.");
  return value;
}

/** Reads a positive number of seconds. */
export function readSeconds(text: string): number {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0)) throw new InvalidArgumentError("Give a positive number of seconds.");
  return value;
}

export interface BudgetOptions {
  readonly workers: number;
  readonly maxStates?: number;
  readonly maxDepth?: number;
  readonly maxMemory?: number;
  readonly maxSeconds?: number;
}

/** The limits of each instance. */
export function budgetOf(options: Omit<BudgetOptions, "workers">): Budget {
  return {
    statesMax: options.maxStates ?? Number.POSITIVE_INFINITY,
    depthMax: options.maxDepth ?? Number.POSITIVE_INFINITY,
    memoryBytesMax: (options.maxMemory ?? memoryBytesDefault()) - programBytes,
    secondsMax: options.maxSeconds ?? Number.POSITIVE_INFINITY,
  };
}

/** A container may allow less than the machine has. */
function memoryBytesDefault(): number {
  const allowed = constrainedMemory();
  return Math.floor(memoryShare * (allowed > 0 ? Math.min(allowed, totalmem()) : totalmem()));
}
