/** Machines of one state type use the same views and memory one after the other, and notice nothing of each other. */
import { expect, test } from "vitest";
import { t } from "../../src/dsl/constructors.ts";
import { machine } from "../../src/dsl/machine.ts";
import { explore } from "../../src/explore/explore.ts";
import { compile } from "../../src/layout/compile.ts";
import { boxesMax } from "../../src/layout/workspace.ts";

const ofTasks = () => machine("tasks", { tasks: t.array(2, t.record({ count: t.int(0, 3) })), seen: t.set(t.bool()) });
const empty = { tasks: [{ count: 0 }, { count: 0 }], seen: [] };
const full = { tasks: [{ count: 1 }, { count: 3 }], seen: [true] };

type State = { tasks: { count: number }[] };

test("a box of the next machine shows the defaults, and is locked", () => {
  const first = compile(ofTasks().definition);
  const used = first.open();
  used.load(full);
  used.writable(true);
  first.release();
  const next = compile(ofTasks().definition).open();
  expect(next.state).toBe(used.state);
  expect(next.read()).toEqual(empty);
  expect(() => ((next.state as State).tasks[0].count = 1)).toThrow("CUT207");
});

test("machines that are in use at the same time have memory of their own, and so have all boxes of one machine", () => {
  const compiled = [compile(ofTasks().definition), compile(ofTasks().definition)];
  const boxes = compiled.flatMap(each => Array.from({ length: boxesMax + 2 }, () => each.open()));
  const states = boxes.map((_, i) => ({ ...full, tasks: [{ count: i % 4 }, { count: i % 3 }] }));
  for (const [i, box] of boxes.entries()) box.load(states[i]);
  expect(boxes.map(box => box.read())).toEqual(states);
});

test("a machine that was released opens no more boxes", () => {
  const compiled = compile(ofTasks().definition);
  compiled.release();
  expect(() => compiled.open()).toThrow("after its release");
});

test("a list of views that a spec has changed does not reach the next machine", () => {
  const compiled = compile(ofTasks().definition);
  (compiled.open().state as State).tasks.pop();
  compiled.release();
  const next = compile(ofTasks().definition).open();
  next.load(full);
  expect(next.read()).toEqual(full);
});

test("a machine whose property explores a machine of the same type", () => {
  const counter = ofTasks().action(
    "count",
    { task: [0, 1] },
    { when: (s, { task }) => s.tasks[task].count < 3, then: (s, { task }) => void s.tasks[task].count++ },
  );
  const together = counter.terminal("any").reachableIn("somebody counts alone", counter, s => ({ tasks: [s.tasks[0], { count: 0 }], seen: [] }));
  for (let run = 0; run < 2; run++)
    expect(explore(together.definition).counts).toMatchObject({ distinctStates: 16, transitions: 24, levels: [1, 2, 3, 4, 3, 2, 1] });
});
