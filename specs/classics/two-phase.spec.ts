/**
 * Two-phase commit: the resource managers of `t-commit.spec.ts`, now without looking at each other. A transaction manager
 * collects their "prepared" messages and decides.
 *
 * Messages are never taken away: `sent` is what was ever sent, so a message may arrive late, twice or never. That covers
 * lost and repeated messages with no action of their own. Receiving a message again leads back to the same state: such
 * self-loops count as transitions and as edges.
 *
 * The names are those of the TLA+ module: `rm` is rmState, `tm` is tmState, `tmPrepared` has its name, `sent` is msgs.
 */
import { holds, indices, knob, machine, spec, t, violates } from "cutcheck";

const safety = ["no manager commits where another aborts"];

const twoPhase = ({ n }: { n: number }, { promises }: { promises: "none" | "weak" }) => {
  /** Messages that were sent are received, and the transaction manager decides. No manager has to prepare or to abort by itself. */
  const goesOn = promises === "weak" ? ({ fair: "weak" } as const) : {};
  const Manager = t.int(0, n - 1);
  const each = { rm: indices(n) };
  return machine("two-phase", {
    rm: t.array(n, t.oneOf("working", "prepared", "committed", "aborted")),
    tm: t.oneOf("init", "committed", "aborted"),
    /** The managers that the transaction manager knows to be prepared. */
    tmPrepared: t.set(Manager),
    sent: t.record({ prepared: t.set(Manager), commit: t.bool(), abort: t.bool() }),
  })
    .action("prepare", each, {
      actor: manager,
      when: (s, { rm }) => s.rm.get(rm) === "working",
      then: (s, { rm }) => {
        s.rm.set(rm, "prepared");
        s.sent.prepared.add(rm);
      },
    })
    .action("choose to abort", each, {
      actor: manager,
      when: (s, { rm }) => s.rm.get(rm) === "working",
      then: (s, { rm }) => {
        s.rm.set(rm, "aborted");
      },
    })
    .action("receive commit", each, {
      actor: manager,
      ...goesOn,
      when: s => s.sent.commit,
      then: (s, { rm }) => {
        s.rm.set(rm, "committed");
      },
    })
    .action("receive abort", each, {
      actor: manager,
      ...goesOn,
      when: s => s.sent.abort,
      then: (s, { rm }) => {
        s.rm.set(rm, "aborted");
      },
    })
    .action("receive prepared", each, {
      actor: "transaction manager",
      ...goesOn,
      when: (s, { rm }) => s.tm === "init" && s.sent.prepared.has(rm),
      then: (s, { rm }) => {
        s.tmPrepared.add(rm);
      },
    })
    .action("decide to commit", {
      actor: "transaction manager",
      ...goesOn,
      when: s => s.tm === "init" && s.tmPrepared.isFull,
      then: s => {
        s.tm = "committed";
        s.sent.commit = true;
      },
    })
    .action("decide to abort", {
      actor: "transaction manager",
      ...goesOn,
      when: s => s.tm === "init",
      then: s => {
        s.tm = "aborted";
        s.sent.abort = true;
      },
    })
    .invariant("no manager commits where another aborts", s => !(s.rm.includes("committed") && s.rm.includes("aborted")))
    .eventually("every manager has decided", s => s.rm.every(phase => phase === "committed" || phase === "aborted"))
    .witness("every manager commits", s => s.rm.every(phase => phase === "committed"))
    .witness("every manager aborts", s => s.rm.every(phase => phase === "aborted"))
    .witness("the transaction manager aborts although every manager is prepared", s => s.tm === "aborted" && s.rm.every(phase => phase === "prepared"))
    .witness("a manager gives up before the transaction manager has decided", s => s.tm === "init" && s.rm.includes("aborted"));
};

function manager({ rm }: { rm: number }): string {
  return `manager ${rm}`;
}

export default spec("two-phase", {
  title: "Two-phase commit",
  summary: "n resource managers and a transaction manager that exchange messages which may be late, lost or repeated. Not modelled: crashes and timeouts.",
  sources: [
    "J. Gray and L. Lamport, Consensus on Transaction Commit, ACM TODS 31(1), 2006, section 3",
    "tlaplus/Examples, specifications/transaction_commit/TwoPhase.tla",
  ],
  scope: { n: knob.int(3, 1, 12, "how many resource managers") },
  semantics: { promises: knob.oneOf("none", ["none", "weak"], "what is promised about receiving and deciding") },
  build: twoPhase,
  cases: [
    { name: "n=1", scope: { n: 1 }, properties: safety, expect: holds({ states: 12, distinctEdges: 18, terminalStates: 0, levels: [1, 3, 3, 3, 2] }) },
    {
      name: "n=2",
      scope: { n: 2 },
      properties: safety,
      expect: holds({ states: 56, distinctEdges: 130, terminalStates: 0, levels: [1, 5, 10, 12, 11, 9, 6, 2] }),
    },
    {
      name: "n=3",
      scope: { n: 3 },
      properties: safety,
      expect: holds({ states: 288, distinctEdges: 886, terminalStates: 0, levels: [1, 7, 21, 38, 50, 54, 49, 36, 21, 9, 2] }),
    },
    {
      name: "n=4",
      scope: { n: 4 },
      properties: safety,
      expect: holds({ states: 1_568, distinctEdges: 5_918, terminalStates: 0, levels: [1, 9, 36, 88, 154, 216, 260, 270, 233, 161, 88, 38, 12, 2] }),
    },
    {
      name: "n=5",
      scope: { n: 5 },
      properties: safety,
      expect: holds({
        states: 8_832,
        distinctEdges: 39_210,
        terminalStates: 0,
        levels: [1, 11, 55, 170, 375, 652, 962, 1_250, 1_425, 1_390, 1_131, 753, 405, 175, 60, 15, 2],
      }),
    },
    {
      name: "n=6",
      scope: { n: 6 },
      properties: safety,
      expect: holds({
        states: 50_816,
        distinctEdges: 258_702,
        terminalStates: 0,
        levels: [1, 13, 78, 292, 781, 1_632, 2_856, 4_391, 6_039, 7_372, 7_846, 7_164, 5_545, 3_600, 1_938, 855, 306, 87, 18, 2],
      }),
    },
    { name: "n=7", scope: { n: 7 }, properties: safety, expect: holds({ states: 296_448, transitions: 2_744_705, levelCount: 23 }) },
    { name: "n=8", scope: { n: 8 }, properties: safety, expect: holds({ states: 1_745_408, transitions: 18_507_777, levelCount: 26 }) },
    { name: "n=9", tier: "full", scope: { n: 9 }, properties: safety, expect: holds({ states: 10_340_352, transitions: 123_558_401 }) },
    {
      name: "n=3-unfair",
      about: "Nothing has to be received.",
      scope: { n: 3 },
      expect: violates("every manager has decided", { steps: 0, states: 288 }),
    },
    {
      name: "n=3-fair",
      about: "What is sent is received, and there is a decision.",
      scope: { n: 3 },
      semantics: { promises: "weak" },
      expect: holds({ states: 288 }),
    },
  ],
});
