/**
 * The methods of a JavaScript array of views that take a test. Those of `Array` take a body without `return` for one that is never true, and so does TypeScript.
 * They are properties of each array, not of a class of arrays: V8 has fast paths for arrays of the plain class alone (`for ... of`, spreads, `map`). All arrays
 * have the same functions, so that V8 sees one target where one list after the other is asked.
 */
import { badTest } from "../dsl/tests.ts";

type Test = (element: unknown, index: number, list: readonly unknown[]) => unknown;
type Method = (this: readonly unknown[], test: Test) => unknown;

/** How a spec writes each list. */
const paths = new WeakMap<readonly unknown[], string>();

/** Whether an element of a list passes a test. Errors: CUT213 for anything but a boolean. */
function passes(result: unknown, list: readonly unknown[]): boolean {
  return result === true || (result !== false && badTest(result, paths.get(list)));
}

/** Loops, as the generated views have them: V8 inlines them with the test. */
const methods: Readonly<Record<string, Method>> = {
  some(test) {
    for (let i = 0; i < this.length; i++) if (passes(test(this[i], i, this), this)) return true;
    return false;
  },
  every(test) {
    for (let i = 0; i < this.length; i++) if (!passes(test(this[i], i, this), this)) return false;
    return true;
  },
  filter(test) {
    const passing: unknown[] = [];
    for (let i = 0; i < this.length; i++) if (passes(test(this[i], i, this), this)) passing.push(this[i]);
    return passing;
  },
  find(test) {
    for (let i = 0; i < this.length; i++) if (passes(test(this[i], i, this), this)) return this[i];
    return undefined;
  },
  findIndex(test) {
    for (let i = 0; i < this.length; i++) if (passes(test(this[i], i, this), this)) return i;
    return -1;
  },
  findLast(test) {
    for (let i = this.length - 1; i >= 0; i--) if (passes(test(this[i], i, this), this)) return this[i];
    return undefined;
  },
  findLastIndex(test) {
    for (let i = this.length - 1; i >= 0; i--) if (passes(test(this[i], i, this), this)) return i;
    return -1;
  },
};

const descriptors: PropertyDescriptorMap = Object.fromEntries(Object.entries(methods).map(([name, value]) => [name, { value }]));

/** Gives an array of views the methods that look at what tests return. They are not enumerated. */
export function checkTests(views: readonly unknown[], path: string): void {
  paths.set(views, path);
  Object.defineProperties(views, descriptors);
}
