/** A barrier whose log is followed. */
import { holds, knob, logs, logWords, machine, spec, t, type WritableStateOf } from "cutcheck";

const barrier = (isTwice: boolean) =>
  machine("barrier", { up: t.bool(), cars: t.int(0, 9) })
    .action("raise", {
      when: { "it is down": s => !s.up || isTwice },
      then: s => {
        s.up = true;
      },
    })
    .action("lower", {
      when: { "it is up": s => s.up },
      then: s => {
        s.up = false;
      },
    })
    .terminal("any");

type State = WritableStateOf<ReturnType<typeof barrier>>;
const { line, step, either, relaxed, check, leave } = logWords<State>();

export default spec("barrier", {
  title: "A barrier",
  summary: "For transcripts of logs.",
  semantics: { twice: knob.bool(false, "whether it may be raised twice") },
  build: (_, { twice }) => barrier(twice),
  cases: [{ name: "once", expect: holds() }],
  logs: logs<State>({
    build: (_: object, { twice }: { readonly twice: boolean }) => barrier(twice),
    relaxations: { late: { about: "It is said to be lowered once more." } },
    lines: [
      line("it is raised", { logger: "Barrier", text: "raised", means: () => step("raise") }),
      line("it is lowered", { logger: "Barrier", text: "lowered", means: () => either(step("lower"), relaxed("late", check({ "it is down": s => !s.up }))) }),
      line("it is removed", { logger: "Barrier", text: "removed", means: () => leave("there is no barrier any more") }),
    ],
  }),
});
