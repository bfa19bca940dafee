/** The smallest spec worth checking: a turnstile that takes a coin before it lets somebody through. */
import { holds, knob, machine, spec, t, violates } from "cutcheck";

export default spec("turnstile", {
  title: "A turnstile",
  summary: "A coin unlocks it, a push locks it again. It counts coins and people.",
  scope: { people: knob.int(2, 1, 4, "how many people come") },
  semantics: { arm: knob.oneOf("sturdy", ["sturdy", "worn"], "a worn arm turns without a coin") },
  build: ({ people }, { arm }) =>
    machine("turnstile", { locked: t.bool(), coins: t.int(0, people), passed: t.int(0, people) })
      .init(s => {
        s.locked = true;
      })
      .action("coin", {
        actor: "visitor",
        when: s => s.locked && s.coins < people,
        then: s => {
          s.locked = false;
          s.coins++;
        },
      })
      .action("push", {
        actor: "visitor",
        when: s => (!s.locked || arm === "worn") && s.passed < people,
        then: s => {
          s.locked = true;
          s.passed++;
        },
      })
      .terminal(s => s.passed === people)
      .invariant("nobody passes without paying", s => s.passed <= s.coins)
      .witness("everybody is through", s => s.passed === people),
  cases: [
    { name: "sturdy", about: "The turnstile as it is sold.", expect: holds({ states: 5 }) },
    { name: "worn", about: "The arm turns without a coin.", semantics: { arm: "worn" }, expect: violates("nobody passes without paying", { steps: 1 }) },
    { name: "crowd", tier: "full", scope: { people: 4 }, expect: holds({ states: 9 }) },
  ],
});
