/** Generated code, laid out to be read, is the same code. */
import { expect, test, vi } from "vitest";
import { machine, t } from "../../src/index.ts";
import type { GeneratedCode } from "../../src/layout/evaluate.ts";
import { indented } from "../../src/layout/indented.ts";
import { everyType } from "../toys/everyType.ts";

test.each([
  ["one statement on a line", "const a = 1; let b;", "const a = 1;\nlet b;\n"],
  ["a short function stays on its line", "function f(a) { return a; }", "function f(a) { return a; }\n"],
  [
    "a block of several statements does not",
    "if (a) { f(); g(); } else { h(); }",
    "if (a) {\n  f();\n  g();\n} else {\n  h();\n}\n",
  ],
  [
    "a loop's head is one line",
    "for (let i = 0; i < n; i++) { f(i); g(i); }",
    "for (let i = 0; i < n; i++) {\n  f(i);\n  g(i);\n}\n",
  ],
  ["braces and ends in texts are none", "f(\"a;{b}\", '}'); g(`;{`);", "f(\"a;{b}\", '}');\ng(`;{`);\n"],
  ["a comment ends with its line", "// a; { b\nf();", "// a; { b\nf();\n"],
  [
    "an object goes on after its brace",
    "const { a } = b; return { a, c: [1, 2] };",
    "const { a } = b;\nreturn { a, c: [1, 2] };\n",
  ],
  [
    "a block in a call is indented as where it stands",
    "f(() => { g(); h(); }, 1);",
    "f(() => {\n  g();\n  h();\n}, 1);\n",
  ],
])("%s", (_, code, expected) => {
  expect(indented(code)).toBe(expected);
});

test("what is heard of is what was generated, but for white space, and it is JavaScript", async () => {
  const heard: GeneratedCode[] = [];
  // What was generated for the same types before is not generated again.
  vi.resetModules();
  const { compile } = await import("../../src/layout/compile.ts");
  const { onGenerated } = await import("../../src/layout/evaluate.ts");
  onGenerated(code => heard.push(code));
  const Task = t.scalarset("worker", 2);
  for (const each of [
    everyType,
    machine("renamed", { f: t.array(Task, t.option(Task)), q: t.fifo(t.bag(Task, 2), 2), l: t.seq(Task, 3) }),
  ])
    compile(each.definition).open();
  expect(heard.map(({ what }) => what)).toEqual(["views", "expansion", "views", "expansion"]);
  for (const { text } of heard) {
    expect(() => new Function(text)).not.toThrow();
    expect(indented(text)).toBe(text);
  }
});
