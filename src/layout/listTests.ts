/**
 * The methods of a JavaScript array of views that take a test. Those of `Array` take a body without `return` for one that is never true, and so does TypeScript.
 * They are properties of each array, not of a class of arrays: V8 has fast paths for arrays of the plain class alone (`for ... of`, spreads, `map`).
 */
import { badTest } from "../dsl/tests.ts";

type Test = (element: unknown, index: number, list: readonly unknown[]) => unknown;
type Method = (this: readonly unknown[], test: Test) => unknown;

/** Loops, as the generated views have them: V8 inlines them with the test. */
function methodsOf(path: string): Readonly<Record<string, Method>> {
  const bad = (result: unknown): never => badTest(result, path);
  return {
    some(test) {
      for (let i = 0; i < this.length; i++) {
        const result = test(this[i], i, this);
        if (result === true) return true;
        if (result !== false) bad(result);
      }
      return false;
    },
    every(test) {
      for (let i = 0; i < this.length; i++) {
        const result = test(this[i], i, this);
        if (result === false) return false;
        if (result !== true) bad(result);
      }
      return true;
    },
    filter(test) {
      const passing: unknown[] = [];
      for (let i = 0; i < this.length; i++) {
        const result = test(this[i], i, this);
        if (result === true) passing.push(this[i]);
        else if (result !== false) bad(result);
      }
      return passing;
    },
    find(test) {
      for (let i = 0; i < this.length; i++) {
        const result = test(this[i], i, this);
        if (result === true) return this[i];
        if (result !== false) bad(result);
      }
      return undefined;
    },
    findIndex(test) {
      for (let i = 0; i < this.length; i++) {
        const result = test(this[i], i, this);
        if (result === true) return i;
        if (result !== false) bad(result);
      }
      return -1;
    },
    findLast(test) {
      for (let i = this.length - 1; i >= 0; i--) {
        const result = test(this[i], i, this);
        if (result === true) return this[i];
        if (result !== false) bad(result);
      }
      return undefined;
    },
    findLastIndex(test) {
      for (let i = this.length - 1; i >= 0; i--) {
        const result = test(this[i], i, this);
        if (result === true) return i;
        if (result !== false) bad(result);
      }
      return -1;
    },
  };
}

/** Gives an array of views the methods that look at what tests return. They are not enumerated. */
export function checkTests(views: readonly unknown[], path: string): void {
  for (const [name, value] of Object.entries(methodsOf(path))) Object.defineProperty(views, name, { value });
}
