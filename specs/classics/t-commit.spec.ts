/**
 * Transaction commit: what any commit protocol must achieve, with no protocol in it.
 *
 * Resource managers decide together whether a transaction commits. Each looks at the states of all the others, which no
 * distributed system can do; `two-phase.spec.ts` does the same with messages.
 */
import { holds, indices, knob, machine, spec, t } from "cutcheck";

const Phase = t.oneOf("working", "prepared", "committed", "aborted");

const tCommit = ({ n }: { n: number }) => {
  const each = { rm: indices(n) };
  return machine("t-commit", { rm: t.array(n, Phase) })
    .action("prepare", each, {
      actor,
      when: (s, { rm }) => s.rm.get(rm) === "working",
      then: (s, { rm }) => {
        s.rm.set(rm, "prepared");
      },
    })
    .action("commit", each, {
      actor,
      when: (s, { rm }) => s.rm.get(rm) === "prepared" && s.rm.every(phase => phase === "prepared" || phase === "committed"),
      then: (s, { rm }) => {
        s.rm.set(rm, "committed");
      },
    })
    .action("abort", each, {
      actor,
      when: (s, { rm }) => (s.rm.get(rm) === "working" || s.rm.get(rm) === "prepared") && !s.rm.includes("committed"),
      then: (s, { rm }) => {
        s.rm.set(rm, "aborted");
      },
    })
    .terminal(s => s.rm.every(phase => phase === "committed") || s.rm.every(phase => phase === "aborted"))
    .invariant("no manager commits where another aborts", s => !(s.rm.includes("committed") && s.rm.includes("aborted")))
    .step("a decision is final", (before, after) =>
      indices(n).every(rm => before.rm.get(rm) === after.rm.get(rm) || before.rm.get(rm) === "working" || before.rm.get(rm) === "prepared"),
    )
    .witness("every manager commits", s => s.rm.every(phase => phase === "committed"))
    .witness("every manager aborts", s => s.rm.every(phase => phase === "aborted"))
    .witnessStep("a prepared manager aborts", (before, after) => indices(n).some(rm => before.rm.get(rm) === "prepared" && after.rm.get(rm) === "aborted"));
};

function actor({ rm }: { rm: number }): string {
  return `manager ${rm}`;
}

export default spec("t-commit", {
  title: "Transaction commit",
  summary: "n resource managers, each working, prepared, committed or aborted, that see each other's states. Not modelled: messages and failures.",
  sources: [
    "J. Gray and L. Lamport, Consensus on Transaction Commit, ACM TODS 31(1), 2006, section 2",
    "tlaplus/Examples, specifications/transaction_commit/TCommit.tla",
  ],
  scope: { n: knob.int(3, 1, 10, "how many resource managers") },
  build: tCommit,
  cases: [
    { name: "n=1", scope: { n: 1 }, expect: holds({ states: 4, distinctEdges: 4, terminalStates: 2, levels: [1, 2, 1] }) },
    { name: "n=2", scope: { n: 2 }, expect: holds({ states: 12, distinctEdges: 22, terminalStates: 2, levels: [1, 4, 4, 2, 1] }) },
    { name: "n=3", scope: { n: 3 }, expect: holds({ states: 34, distinctEdges: 93, terminalStates: 2, levels: [1, 6, 12, 8, 3, 3, 1] }) },
    { name: "n=4", scope: { n: 4 }, expect: holds({ states: 96, distinctEdges: 356, terminalStates: 2, levels: [1, 8, 24, 32, 16, 4, 6, 4, 1] }) },
    { name: "n=5", scope: { n: 5 }, expect: holds({ states: 274, distinctEdges: 1_295, terminalStates: 2, levels: [1, 10, 40, 80, 80, 32, 5, 10, 10, 5, 1] }) },
    {
      name: "n=6",
      scope: { n: 6 },
      expect: holds({ states: 792, distinctEdges: 4_566, terminalStates: 2, levels: [1, 12, 60, 160, 240, 192, 64, 6, 15, 20, 15, 6, 1] }),
    },
    {
      name: "n=7",
      scope: { n: 7 },
      expect: holds({ states: 2_314, distinctEdges: 15_757, terminalStates: 2, levels: [1, 14, 84, 280, 560, 672, 448, 128, 7, 21, 35, 35, 21, 7, 1] }),
    },
  ],
});
