/** Wheels that turn one by one: side^4 states and 4 to 64 actions, so that size and number of actions can be chosen. For the curves and the soak. */
import { knob, type Machine, machine, spec, t } from "cutcheck";

const wheelCount = 4;

function wheels(side: number, actions: number) {
  const start = machine("wheels", { at: t.array(wheelCount, t.int(0, side - 1)) });
  return Array.from({ length: actions }, (_, k) => k).reduce<Machine<{ at: { get(i: number): number; set(i: number, to: number): void } }>>(
    (built, k) => built.action(`turn ${k}`, { then: s => s.at.set(k % wheelCount, (s.at.get(k % wheelCount) + 1) % side) }),
    start as never,
  );
}

export default spec("wheels", {
  title: "Wheels",
  summary: "Four wheels; every action turns one of them.",
  scope: { side: knob.int(10, 2, 120, "values of a wheel"), actions: knob.int(4, 4, 64, "actions") },
  build: ({ side, actions }) => wheels(side, actions),
  cases: [],
});
