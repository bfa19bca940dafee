/** Toy machines with a mistake in them, each a few steps away from the start. */
import { type Machine, machine, t } from "cutcheck";

/** Everything here starts at 0 and makes its mistake at 3; `slow` makes it at 200, beyond any sample of first states. */
function upTo(name: string, last: number) {
  return machine(name, {
    n: t.int(0, last),
    label: t.oneOf("x", "y"),
    queue: t.fifo(t.int(0, 1), 1),
    bag: t.bag(t.int(0, 1), 1),
    maybe: t.option(t.record({ a: t.int(0, 1) })),
    either: t.union({ l: { a: t.int(0, 1) }, r: { b: t.int(0, 1) } }),
  })
    .terminal("any")
    .action("up", {
      when: s => s.n < last,
      then: s => {
        s.n++;
      },
    });
}

type State = ReturnType<typeof upTo> extends Machine<infer S> ? S : never;

/** A machine whose effect does something wrong at `at`. */
function wrongEffect(name: string, at: number, then: (state: State) => void) {
  return upTo(name, at).action("wrong", { by: ["hand"] }, { when: s => s.n === at, then });
}

const three = 3;

export const mistaken = {
  /** CUT201. */
  overflow: wrongEffect("overflow", three, s => {
    s.n++;
  }),
  /** CUT202. */
  label: wrongEffect("label", three, s => {
    (s as { label: string }).label = "z";
  }),
  /** CUT203. */
  type: wrongEffect("type", three, s => {
    (s as { n: unknown }).n = 1.5;
  }),
  /** CUT204. */
  full: wrongEffect("full", three, s => {
    s.queue.push(1);
    s.queue.push(0);
  }),
  /** CUT205. */
  empty: wrongEffect("empty", three, s => {
    s.queue.shift();
  }),
  /** CUT206. */
  index: wrongEffect("index", three, s => {
    s.queue.at(0);
  }),
  /** CUT208. */
  panicker: wrongEffect("panicker", three, () => {
    throw new Error("the toy panics");
  }),
  /** CUT210. */
  variant: wrongEffect("variant", three, s => {
    (s.either as unknown as { b: number }).b = 1;
  }),
  /** CUT211. */
  absent: wrongEffect("absent", three, s => {
    s.bag.remove(0);
  }),
  /** CUT212. */
  missing: wrongEffect("missing", three, s => {
    (s as { maybe: unknown }).maybe = {};
  }),
  /** CUT212. */
  unknown: wrongEffect("unknown", three, s => {
    (s as { maybe: unknown }).maybe = { a: 1, b: 1 };
  }),
  /** CUT213. */
  asyncEffect: wrongEffect("async effect", three, (async () => {}) as unknown as (state: State) => void),
  /** CUT207. */
  writingGuard: upTo("writing guard", three).action("wrong", {
    when: s => {
      if (s.n === three) (s as State).label = "y";
      return false;
    },
    then: () => {},
  }),
  /** CUT207. */
  writingInvariant: upTo("writing invariant", three).invariant("wrong", s => {
    if (s.n === three) s.queue.clear();
    return true;
  }),
  /** CUT208. */
  throwingGuard: upTo("throwing guard", three).action("wrong", {
    when: s => {
      if (s.n === three) throw new Error("the guard panics");
      return true;
    },
    then: () => {},
  }),
  /** CUT208. */
  throwingStep: upTo("throwing step", three).step("wrong", (_, after) => {
    if (after.n === three) throw new Error("the step panics");
    return true;
  }),
  /** CUT208. */
  throwingTerminal: machine("throwing terminal", { n: t.int(0, 1) }).terminal(() => {
    throw new Error("terminal panics");
  }),
  /** CUT213. */
  truthyGuard: upTo("truthy guard", three).action("wrong", { when: (s => (s.n === three ? 1 : false)) as (s: Readonly<State>) => boolean, then: () => {} }),
  /** CUT213. */
  truthyInvariant: upTo("truthy invariant", three).invariant("wrong", (s => (s.n === three ? "yes" : true)) as (s: Readonly<State>) => boolean),
  /** CUT213. */
  truthyWitness: upTo("truthy witness", three).witness("wrong", (s => (s.n === three ? "yes" : false)) as (s: Readonly<State>) => boolean),
  /** CUT201, in init. */
  badInit: machine("bad init", { n: t.int(0, 3) }).init({ n: [2, 9] }, (s, { n }) => {
    s.n = n;
  }),
  /** CUT208, in another machine's mapping. */
  throwingMap: upTo("throwing map", three).reachableIn(
    "wrong",
    machine("other", { n: t.int(0, 9) }).action("up", {
      when: s => s.n < 9,
      then: s => {
        s.n++;
      },
    }),
    s => {
      if (s.n === three) throw new Error("the map panics");
      return { n: s.n };
    },
  ),
  /** CUT201: a mapped value that is no state of the other machine. */
  mappedOutside: upTo("mapped outside", three).reachableIn(
    "wrong",
    machine("other", { n: t.int(0, 9) }).action("up", {
      when: s => s.n < 9,
      then: s => {
        s.n++;
      },
    }),
    s => ({ n: s.n === three ? 10 : s.n }),
  ),
};

/** The same kinds of mistakes 200 steps away: the engine samples only some states for its slow checks, and must find these all the same. */
export const lateMistakes = {
  asyncEffect: wrongEffect("late async effect", 200, (async () => {}) as unknown as (state: State) => void),
  truthyWitness: upTo("late truthy witness", 200).witness("wrong", (s => (s.n === 200 ? "yes" : false)) as (s: Readonly<State>) => boolean),
  overflow: wrongEffect("late overflow", 200, s => {
    s.n++;
  }),
};

/** CUT209: what the effect does depends on how often it was called. Made anew for each exploration. */
export function nondeterministicEffect() {
  let calls = 0;
  return machine("nondeterministic effect", { n: t.int(0, 7) }).action("jump", {
    then: s => {
      s.n = calls++ % 8;
    },
  });
}

/** CUT209: the guard depends on how often it was called. */
export function nondeterministicGuard() {
  let calls = 0;
  return machine("nondeterministic guard", { n: t.int(0, 7) }).action("jump", {
    when: () => calls++ % 2 === 0,
    then: s => {
      s.n = (s.n + 1) % 8;
    },
  });
}

/** CUT208: the actor is asked for only when a trace is made. */
export const throwingActor = machine("throwing actor", { n: t.int(0, 1) })
  .action("up", {
    actor: () => {
      throw new Error("the actor panics");
    },
    when: s => s.n < 1,
    then: s => {
      s.n++;
    },
  })
  .terminal("any")
  .invariant("zero", s => s.n === 0);
