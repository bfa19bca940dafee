/**
 * Two-phase commit as in `two-phase.spec.ts`, with managers of which none is special: states that differ by the managers' names are counted
 * once. With n managers up to n! states become one; the counts were found by renaming every state of `two-phase.spec.ts` in every way.
 */
import { holds, knob, machine, spec, t, violates } from "cutcheck";

const twoPhase = (n: number, isHasty: boolean) => {
  const Manager = t.scalarset("manager", n);
  const each = { rm: Manager };
  const actor = ({ rm }: { rm: unknown }): string => `manager ${rm}`;
  return machine("two-phase-symmetric", {
    rm: t.array(Manager, t.oneOf("working", "prepared", "committed", "aborted")),
    tm: t.oneOf("init", "committed", "aborted"),
    /** The managers that the transaction manager knows to be prepared. */
    tmPrepared: t.set(Manager),
    sent: t.record({ prepared: t.set(Manager), commit: t.bool(), abort: t.bool() }),
  })
    .action("prepare", each, {
      actor,
      when: (s, { rm }) => s.rm.get(rm) === "working",
      then: (s, { rm }) => {
        s.rm.set(rm, "prepared");
        s.sent.prepared.add(rm);
      },
    })
    .action("choose to abort", each, {
      actor,
      when: (s, { rm }) => s.rm.get(rm) === "working",
      then: (s, { rm }) => s.rm.set(rm, "aborted"),
    })
    .action("receive commit", each, { actor, when: s => s.sent.commit, then: (s, { rm }) => s.rm.set(rm, "committed") })
    .action("receive abort", each, { actor, when: s => s.sent.abort, then: (s, { rm }) => s.rm.set(rm, "aborted") })
    .action("receive prepared", each, {
      actor: "transaction manager",
      when: (s, { rm }) => s.tm === "init" && s.sent.prepared.has(rm),
      then: (s, { rm }) => s.tmPrepared.add(rm),
    })
    .action("decide to commit", {
      actor: "transaction manager",
      when: s => s.tm === "init" && (isHasty ? s.tmPrepared.size >= n - 1 : s.tmPrepared.isFull),
      then: s => {
        s.tm = "committed";
        s.sent.commit = true;
      },
    })
    .action("decide to abort", {
      actor: "transaction manager",
      when: s => s.tm === "init",
      then: s => {
        s.tm = "aborted";
        s.sent.abort = true;
      },
    })
    .invariant("no manager commits where another aborts", s => !(s.rm.some(phase => phase === "committed") && s.rm.some(phase => phase === "aborted")))
    .witness("every manager commits", s => s.rm.every(phase => phase === "committed"))
    .witness("every manager aborts", s => s.rm.every(phase => phase === "aborted"))
    .witness("the transaction manager aborts although every manager is prepared", s => s.tm === "aborted" && s.rm.every(phase => phase === "prepared"))
    .witness("a manager gives up before the transaction manager has decided", s => s.tm === "init" && s.rm.some(phase => phase === "aborted"));
};

export default spec("two-phase-symmetric", {
  title: "Two-phase commit with interchangeable managers",
  summary:
    "n resource managers, none of which is special, and a transaction manager. Messages may be late, lost or repeated. Not modelled: crashes and timeouts.",
  sources: ["J. Gray and L. Lamport, Consensus on Transaction Commit, ACM TODS 31(1), 2006, section 3"],
  scope: { n: knob.int(3, 1, 16, "how many resource managers") },
  semantics: { decision: knob.oneOf("unanimous", ["unanimous", "hasty"], "hasty: the transaction manager does not wait for the last manager") },
  build: ({ n }, { decision }) => twoPhase(n, decision === "hasty"),
  cases: [
    {
      name: "n=3",
      tier: "full",
      expect: holds({ states: 80, terminalStates: 0, levels: [1, 3, 6, 11, 13, 13, 12, 10, 6, 3, 2], withoutSymmetry: { states: 288 } }),
    },
    { name: "n=5", tier: "full", scope: { n: 5 }, expect: holds({ states: 314, levelCount: 17, withoutSymmetry: { states: 8_832 } }) },
    { name: "n=8", tier: "full", scope: { n: 8 }, expect: holds({ states: 1_461, levelCount: 26, withoutSymmetry: { states: 1_745_408 } }) },
    {
      name: "n=12",
      tier: "full",
      about: "Too many states for this machine without symmetry.",
      scope: { n: 12 },
      expect: holds({ states: 6_656, levelCount: 38 }),
    },
    {
      name: "hasty",
      tier: "full",
      about: "The last manager may have given up.",
      scope: { n: 4 },
      semantics: { decision: "hasty" },
      expect: violates("no manager commits where another aborts", { steps: 9 }),
    },
  ],
});
