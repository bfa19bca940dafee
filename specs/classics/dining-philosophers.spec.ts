/**
 * The dining philosophers: each needs two forks, and takes them one after the other.
 *
 * When all take their left fork first, they block each other. When the last one takes the right fork first, somebody can always eat; but with weak
 * fairness a philosopher can starve: its neighbours take the fork again and again, and the fork is free only now and then. Strong fairness, say a queue
 * at each fork, ends that.
 */
import { holds, indices, knob, machine, spec, t, violates } from "cutcheck";

interface Rules {
  readonly order: "all left first" | "last right first";
  readonly forks: "weak" | "strong";
}

const philosophers = ({ n }: { n: number }, { order, forks }: Rules) => {
  const each = { me: indices(n) };
  const first = (me: number): number => (order === "last right first" && me === n - 1 ? (me + 1) % n : me);
  const second = (me: number): number => (first(me) === me ? (me + 1) % n : me);
  return machine("dining-philosophers", {
    at: t.array(n, t.oneOf("thinking", "hungry", "holds one", "eating")),
    /** Fork i lies between philosopher i - 1 and philosopher i. */
    taken: t.array(n, t.bool()),
  })
    .action("become hungry", each, {
      actor,
      when: (s, { me }) => s.at.get(me) === "thinking",
      then: (s, { me }) => s.at.set(me, "hungry"),
    })
    .action("take the first fork", each, {
      actor,
      fair: forks,
      when: (s, { me }) => s.at.get(me) === "hungry" && !s.taken.get(first(me)),
      then: (s, { me }) => {
        s.taken.set(first(me), true);
        s.at.set(me, "holds one");
      },
    })
    .action("take the second fork", each, {
      actor,
      fair: forks,
      when: (s, { me }) => s.at.get(me) === "holds one" && !s.taken.get(second(me)),
      then: (s, { me }) => {
        s.taken.set(second(me), true);
        s.at.set(me, "eating");
      },
    })
    .action("think again", each, {
      actor,
      fair: "weak",
      when: (s, { me }) => s.at.get(me) === "eating",
      then: (s, { me }) => {
        s.taken.set(me, false);
        s.taken.set((me + 1) % n, false);
        s.at.set(me, "thinking");
      },
    })
    .invariant("neighbours do not eat together", s => s.at.every((at, me) => at !== "eating" || s.at.get((me + 1) % n) !== "eating"))
    .leadsTo(
      "philosopher 0 eats when it is hungry",
      s => s.at.get(0) === "hungry",
      s => s.at.get(0) === "eating",
    )
    .alwaysPossible("philosopher 0 can still eat", s => s.at.get(0) === "eating")
    .witness("somebody eats while another holds one fork", s => s.at.includes("eating") && s.at.includes("holds one"));
};

function actor({ me }: { me: number }): string {
  return `philosopher ${me}`;
}

export default spec("dining-philosophers", {
  title: "The dining philosophers",
  summary: "n philosophers around a table with n forks. Not modelled: putting a fork back without having eaten.",
  sources: [
    "E. W. Dijkstra, Hierarchical Ordering of Sequential Processes, Acta Informatica 1(2), 1971",
    "D. Lehmann, A. Pnueli, J. Stavi, Impartiality, Justice and Fairness, ICALP 1981",
  ],
  scope: { n: knob.int(3, 2, 6, "how many philosophers") },
  semantics: {
    order: knob.oneOf("last right first", ["all left first", "last right first"], "which fork is taken first"),
    forks: knob.oneOf("strong", ["weak", "strong"], "what is promised about taking a fork"),
  },
  build: philosophers,
  cases: [
    { name: "deadlock", semantics: { order: "all left first" }, expect: violates("no deadlock", { steps: 6 }) },
    { name: "starvation", semantics: { forks: "weak" }, expect: violates("philosopher 0 eats when it is hungry", { steps: 5 }) },
    { name: "strong", expect: holds() },
  ],
});
