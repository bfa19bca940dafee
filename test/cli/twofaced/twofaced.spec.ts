/** A counter that tells the two engines apart by what their views are made of, and shows each another machine. No honest spec can. */
import { types } from "node:util";
import { holds, machine, spec, t } from "cutcheck";

export default spec("twofaced", {
  title: "A counter that tells the engines apart",
  summary: "Counts to three for the first engine, and to two for the second one.",
  build: () =>
    machine("twofaced", { n: t.int(0, 3), seen: t.set(t.int(0, 3)) })
      .action("counts", { when: s => s.n < (types.isProxy(s.seen) ? 2 : 3), then: s => void s.n++ })
      .terminal("any"),
  cases: [{ name: "one-face", expect: holds({ states: 4 }) }],
});
