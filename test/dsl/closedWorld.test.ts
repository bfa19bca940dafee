/** What answers while functions of a spec run, and what does not. */
import * as childProcess from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { env, hrtime } from "node:process";
import { describe, expect, test } from "vitest";
import { closeWorld } from "../../src/cli/closedModules.ts";
import { hasMistaken, outside, whileBuilding, whileRunning } from "../../src/dsl/calls.ts";
import { isMistake } from "../../src/dsl/errors.ts";

closeWorld();

const asks: Readonly<Record<string, () => unknown>> = {
  "Date.now": () => Date.now(),
  "new Date": () => new Date(),
  "Date as a function": () => Date(),
  "the constructor of a date": () => new (new Date(0).constructor as DateConstructor)(),
  "performance.now": () => performance.now(),
  "performance.timeOrigin": () => performance.timeOrigin,
  "Math.random": () => Math.random(),
  "crypto.randomUUID": () => crypto.randomUUID(),
  "crypto.getRandomValues": () => crypto.getRandomValues(new Uint8Array(1)),
  setTimeout: () => setTimeout(() => {}, 0),
  setImmediate: () => setImmediate(() => {}),
  queueMicrotask: () => queueMicrotask(() => {}),
  fetch: () => fetch("http://127.0.0.1:1"),
  "process.hrtime.bigint": () => process.hrtime.bigint(),
  "hrtime of node:process": () => hrtime(),
  "process.memoryUsage": () => process.memoryUsage(),
  "os.cpus": () => cpus(),
  "crypto.randomBytes": () => randomBytes(1),
  "child_process.execSync": () => childProcess.execSync("true"),
};

const asksWhileRunning: Readonly<Record<string, () => unknown>> = {
  "a file": () => readFileSync("package.json"),
  "the environment": () => env["HOME"],
  "the environment of process": () => process.env["HOME"],
  "the working directory": () => process.cwd(),
  "process.exit": () => process.exit(0),
  "the time zone": () => new Date(2020, 1),
  "a local hour": () => new Date(0).getHours(),
  "a local text": () => String(new Date(0)),
  "a date of a local text": () => new Date("2020-01-01T00:00"),
  "the locale": () => "a".localeCompare("b"),
  "the locale of a number": () => (1e6).toLocaleString(),
  "a format of the locale": () => new Intl.NumberFormat(),
};

const harmless: Readonly<Record<string, () => unknown>> = {
  "a moment": () => new Date(0).getTime(),
  "a day": () => new Date("2020-01-01").toISOString(),
  "a moment with its zone": () => Date.parse("2020-01-01T00:00Z"),
  "a named locale": () => (1e6).toLocaleString("en"),
  "a copy": () => structuredClone({ a: 1 }),
  arithmetic: () => Math.max(1, 2),
};

const code = (call: () => unknown): string | null => {
  try {
    call();
    return null;
  } catch (error) {
    return isMistake(error) ? error.mistake.code : String(error);
  }
};

describe("while functions of a spec run", () => {
  test.each(Object.entries({ ...asks, ...asksWhileRunning }))("%s is out of reach", (_, call) => {
    expect(code(() => whileRunning(call))).toBe("CUT209");
  });

  test.each(Object.entries(harmless))("%s answers", (_, call) => {
    expect(code(() => whileRunning(call))).toBeNull();
  });

  test("a mistake is remembered whatever is made of it, until the next turn begins", () => {
    whileRunning(() => {
      code(() => Date.now());
      expect(hasMistaken()).toBe(true);
    });
    whileRunning(() => expect(hasMistaken()).toBe(false));
  });

  test("the engine may ask in the midst of a turn", () => {
    expect(code(() => whileRunning(() => outside(() => Date.now())))).toBeNull();
  });
});

test.each(Object.entries(asks))("while a spec builds its machine, %s is out of reach", (_, call) => {
  expect(code(() => whileBuilding(call))).toBe("CUT209");
});

test("while a spec builds its machine, files and the environment are there", () => {
  expect(code(() => whileBuilding(() => [readFileSync("package.json"), process.env["HOME"]]))).toBeNull();
});

test("at any other time everything answers", () => {
  expect([Date.now() > 0, new Date() instanceof Date, Math.random() < 1, process.cwd() !== ""]).toEqual([true, true, true, true]);
});
