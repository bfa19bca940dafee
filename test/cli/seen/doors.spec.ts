/** Doors that can be seen from outside, and a caretaker who cannot. */
import { assign, holds, knob, machine, spec, t, violates } from "cutcheck";

export default spec("doors", {
  title: "Doors of a lock",
  summary: "At most one door of a lock is open.",
  scope: { doors: knob.int(2, 1, 4, "how many doors the lock has") },
  semantics: { careless: knob.bool(false, "whether a door opens while another one is open") },
  build: ({ doors }, { careless }) => {
    const Door = t.scalarset("door", doors);
    return machine("doors", { open: t.set(Door), caretakerIsTired: t.bool() })
      .action(
        "opens",
        { door: Door },
        {
          when: (s, { door }) => !s.open.has(door) && (careless || s.open.isEmpty),
          then: (s, { door }) => s.open.add(door),
        },
      )
      .action("closes", { door: Door }, { when: (s, { door }) => s.open.has(door), then: (s, { door }) => s.open.delete(door) })
      .action("a night passes", { when: s => s.open.isEmpty && !s.caretakerIsTired, then: s => assign(s, { caretakerIsTired: true }) })
      .invariant("one door is open at most", s => s.open.size < 2)
      .observed({ open: s => s.open, isClosed: s => s.open.isEmpty });
  },
  cases: [
    { name: "careful", expect: holds({ states: 4 }) },
    { name: "both", semantics: { careless: true }, expect: violates("one door is open at most", { steps: 2 }) },
  ],
});
