/** One case for each way in which a check can end badly. */
import { holds, knob, machine, spec, t, violates } from "cutcheck";

const kinds = ["good", "late", "bad"] as const;

export default spec("odd", {
  title: "Wrong expectations",
  summary: "A counter to ten whose expectations are wrong in every way.",
  semantics: { kind: knob.oneOf("good", kinds), unreachable: knob.bool(false), throws: knob.bool(false) },
  build: (_, { kind, unreachable, throws }) =>
    machine("counter", { n: t.int(0, 10) })
      .action("count", {
        when: s => s.n < 10,
        then: s => {
          if (throws && s.n === 3) throw new Error("three is not a number");
          s.n++;
        },
      })
      .terminal(s => s.n === 10)
      .invariant("below the limit", s => kind === "good" || s.n < (kind === "late" ? 8 : 2))
      .witness("counted", s => s.n === (unreachable ? 0 : 10) && s.n > 0),
  cases: [
    { name: "wrong-count", expect: holds({ states: 12 }) },
    { name: "not-violated", expect: violates("below the limit") },
    { name: "not-expected", semantics: { kind: "bad" }, expect: holds() },
    { name: "wrong-steps", semantics: { kind: "late" }, expect: violates("below the limit", { steps: 7 }) },
    { name: "vacuous", semantics: { unreachable: true }, expect: holds() },
    { name: "throws", semantics: { throws: true }, expect: holds() },
  ],
});
