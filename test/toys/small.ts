/** Toy machines whose reachable states can be counted by hand. */
import { indices, machine, range, t } from "cutcheck";

/** A two-state clock: 0 -> 1 -> 0. */
export const clock = machine("clock", { on: t.bool() })
  .action("tick", {
    when: s => !s.on,
    then: s => {
      s.on = true;
    },
  })
  .action("tock", {
    when: s => s.on,
    then: s => {
      s.on = false;
    },
  })
  .witness("the clock is on", s => s.on);

/** A graph given by its edges; node 0 is initial. Nodes without edges are declared terminal. Each edge is an action of its own, named "a -> b". */
function graph(name: string, nodes: number, edges: readonly (readonly [number, number])[]) {
  const start = machine(name, { at: t.int(0, nodes - 1) }).terminal("any");
  return edges.reduce(
    (built, [from, to]) =>
      built.action(`${from} -> ${to}`, {
        when: s => s.at === from,
        then: s => {
          s.at = to;
        },
      }),
    start,
  );
}

/** Two ways of three steps and one of two steps to node 4, and a cycle. */
export const diamond = graph("diamond", 7, [
  [0, 1],
  [1, 2],
  [2, 4],
  [0, 3],
  [3, 4],
  [0, 5],
  [5, 6],
  [6, 4],
  [4, 0],
]);

/** Node 3 has self-loops and two actions to the same node: transitions and distinct edges differ. */
export const parallelEdges = machine("parallel edges", { at: t.int(0, 3) })
  .action(
    "forward",
    { by: [1, 2] },
    {
      when: (s, { by }) => s.at + by <= 3,
      then: (s, { by }) => {
        s.at += by;
      },
    },
  )
  .action("end", {
    when: s => s.at <= 1,
    then: s => {
      s.at = 3;
    },
  })
  .action("stay", { way: ["left", "right"] }, { when: s => s.at === 3, then: () => {} });

/** Counts to 5 and asserts that it never does: a violation of 5 steps. */
export const counter = machine("counter", { n: t.int(0, 9) })
  .action("count", {
    when: s => s.n < 9,
    then: s => {
      s.n++;
    },
  })
  .terminal("any")
  .invariant("the count stays below 5", s => s.n < 5);

/** Finds x and y with a * x + b * y = c (mod m), by increments: 7 x + 5 y = 3 (mod 16). */
const linearEquation = machine("linear equation", { x: t.int(0, 15), y: t.int(0, 15) })
  .action("x", {
    then: s => {
      s.x = (s.x + 1) % 16;
    },
  })
  .action("y", {
    then: s => {
      s.y = (s.y + 1) % 16;
    },
  })
  .invariant("the equation has no solution", s => (7 * s.x + 5 * s.y) % 16 !== 3);

/** Two processes that take two locks in opposite order. */
export const lockOrder = machine("lock order", { owner: t.array(2, t.option(t.int(0, 1))), held: t.array(2, t.int(0, 2)) })
  .action(
    "take",
    { process: indices(2) },
    {
      actor: ({ process }) => `process ${process}`,
      when: (s, { process }) => s.held.get(process) < 2 && s.owner.get(wanted(process, s.held.get(process))) === null,
      then: (s, { process }) => {
        s.owner.set(wanted(process, s.held.get(process)), process);
        s.held.set(process, s.held.get(process) + 1);
      },
    },
  )
  .action(
    "release",
    { process: indices(2) },
    {
      actor: ({ process }) => `process ${process}`,
      when: (s, { process }) => s.held.get(process) === 2,
      then: (s, { process }) => {
        s.owner.fill(null);
        s.held.set(process, 0);
      },
    },
  );

function wanted(process: number, held: number): number {
  return process === 0 ? held : 1 - held;
}

/** Several initial states: three declarations, one with parameters, some equal. */
const severalInitials = machine("several initials", { a: t.int(0, 3), b: t.bool() })
  .init({ a: range(1, 3), b: [false, true] }, (s, { a, b }) => {
    s.a = a;
    s.b = b;
  })
  .init(s => {
    s.a = 2;
  })
  .init(() => {})
  .action("down", {
    when: s => s.a > 0,
    then: s => {
      s.a--;
    },
  })
  .action("flip", {
    when: s => s.a === 3,
    then: s => {
      s.b = !s.b;
    },
  })
  .terminal(s => s.a === 0);

/** An initial state that already violates, beside one that does not. */
export const badStart = severalInitials.invariant("a is never 2", s => s.a !== 2);

/** A step that must not happen: from 3 back to 0. The state it leads to is known before. */
export const badStep = machine("bad step", { n: t.int(0, 3) })
  .action("up", {
    when: s => s.n < 3,
    then: s => {
      s.n++;
    },
  })
  .action("reset", {
    fault: true,
    when: s => s.n > 1,
    then: s => {
      s.n = 0;
    },
  })
  .step("a reset happens only at 2", (before, after, { action }) => action !== "reset" || (before.n === 2 && after.n === 0))
  .witnessStep("a reset", (_, __, { action }) => action === "reset")
  .witness("three", s => s.n === 3)
  .witness("four", s => (s.n as number) === 4);

/** Both properties break at the same depth; the one declared first is reported, though the other is found first. */
export const twoViolations = machine("two violations", { at: t.oneOf("start", "left", "right") })
  .action("left", {
    when: s => s.at === "start",
    then: s => {
      s.at = "left";
    },
  })
  .action("right", {
    when: s => s.at === "start",
    then: s => {
      s.at = "right";
    },
  })
  .terminal("any")
  .invariant("never right", s => s.at !== "right")
  .invariant("never left", s => s.at !== "left");

/** The second property throws where the first one is violated, which it may: it is not asked there. So does the second step property. */
const reliesOnAnother = machine("relies on another", { n: t.option(t.int(0, 3)) })
  .init(s => {
    s.n = 0;
  })
  .action("up", {
    then: s => {
      s.n = s.n === null || s.n === 3 ? null : s.n + 1;
    },
  })
  .invariant("there is a number", s => s.n !== null)
  .invariant("it is small", s => (s.n as number).toFixed() !== "9")
  .step("it stays", (_, after) => after.n !== null)
  .step("it grows", (before, after) => (after.n as number).toFixed() > (before.n as number).toFixed());

/** Has a deadlock at depth 1 and a violation at depth 2 that is found while level 1 is expanded. */
export const deadlockFirst = machine("deadlock first", { at: t.int(0, 4) })
  .action(
    "go",
    { to: [1, 2] },
    {
      when: s => s.at === 0,
      then: (s, { to }) => {
        s.at = to;
      },
    },
  )
  .action("break", {
    when: s => s.at === 1,
    then: s => {
      s.at = 4;
    },
  })
  .invariant("never 4", s => s.at !== 4);

/** Actions that never happen, one of them for want of parameters; a witness that is not reachable. */
export const vacuous = machine("vacuous", { n: t.int(0, 1) })
  .action("never", {
    when: () => false,
    then: s => {
      s.n = 1;
    },
  })
  .action(
    "without choices",
    { choice: [] as readonly number[] },
    {
      then: s => {
        s.n = 1;
      },
    },
  )
  .action("loop", { then: () => {} })
  .witness("one", s => s.n === 1)
  .witnessStep("a change", (before, after) => before.n !== after.n);

/** The pairs that two clocks of period 3 reach when they tick alternately, and the machine that must match them. */
export const alternating = machine("alternating", { a: t.int(0, 2), b: t.int(0, 2), turn: t.bool() })
  .action("a", {
    when: s => !s.turn,
    then: s => {
      s.a = (s.a + 1) % 3;
      s.turn = true;
    },
  })
  .action("b", {
    when: s => s.turn,
    then: s => {
      s.b = (s.b + 1) % 3;
      s.turn = false;
    },
  });

/** Ticks a as in `alternating`, but may tick b twice: the mapped state is not reachable there any more. */
export const refines = machine("drifting", { a: t.int(0, 2), b: t.int(0, 2), drift: t.int(0, 1) })
  .action("both", {
    then: s => {
      s.a = (s.a + 1) % 3;
      s.b = (s.b + 1) % 3;
    },
  })
  .action("drift", {
    fault: true,
    when: s => s.drift === 0,
    then: s => {
      s.b = (s.b + 1) % 3;
      s.drift = 1;
    },
  })
  .reachableIn("a state of the alternating clocks", alternating, s => (s.a === 1 && s.b === 1 ? null : { a: s.a, b: s.b, turn: false }));

/** A square of `side` times `side` states; level d has d + 1 of them up to the diagonal. Larger than what is explored between two pauses for 100. */
export function square(side: number) {
  return machine("square", { x: t.int(0, side - 1), y: t.int(0, side - 1) })
    .action("right", {
      when: s => s.x < side - 1,
      then: s => {
        s.x++;
      },
    })
    .action("up", {
      when: s => s.y < side - 1,
      then: s => {
        s.y++;
      },
    })
    .terminal(s => s.x === side - 1 && s.y === side - 1);
}

/** A grid without a far end, of which those states are expanded that are fewer than six steps from the start. */
export const fenced = machine("fenced", { x: t.int(0, 20), y: t.int(0, 20) })
  .action("right", { then: s => void s.x++ })
  .action("up", { then: s => void s.y++ })
  .within(s => s.x < 6)
  .within(s => s.x + s.y < 6)
  .invariant("nobody is further than the fence", s => s.x + s.y <= 6)
  .witness("at the fence", s => s.x === 6);

/** Every toy of this file, for the laws. */
export const smallToys = [
  fenced,
  clock,
  diamond,
  parallelEdges,
  counter,
  linearEquation,
  lockOrder,
  severalInitials,
  badStart,
  badStep,
  twoViolations,
  reliesOnAnother,
  deadlockFirst,
  vacuous,
  alternating,
  refines,
];
