/** Both ways to hash a row say the same. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { hashText, hashWords } from "../../src/kernel/hash.ts";
import { evaluate } from "../../src/layout/evaluate.ts";

test("what hashes an array follows its words, and says what hashing them as part of a longer one says", () => {
  const someWords = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(someWords, someWords, (first, then) => {
      const words = Int32Array.from(first);
      const hash = evaluate(["words"], `return () => {${hashText(words.length)}};`)(words) as () => number;
      const before = hash();
      for (let i = 0; i < words.length; i++) words[i] = then[i % then.length] as number;
      expect([before, hash()]).toEqual([hashWords(Int32Array.from([7, ...first, 9]), 1, first.length), hashWords(words, 0, words.length)]);
    }),
  );
});
