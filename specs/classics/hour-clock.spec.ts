/**
 * The hour clock: the smallest machine worth writing down. An hour from 1 to 12, any of them at the start, and one action.
 *
 * It shows the parts that every spec has: a state with a type, an initial state (here twelve, one for each choice of a
 * parameter), an action, properties, and a case that says what must come out.
 */
import { holds, machine, range, spec, t } from "cutcheck";

const hourClock = () =>
  machine("hour-clock", { hour: t.int(1, 12) })
    .init({ hour: range(1, 12) }, (s, { hour }) => {
      s.hour = hour;
    })
    .action("tick", {
      then: s => {
        s.hour = (s.hour % 12) + 1;
      },
    })
    .step("the clock never stands still", (before, after) => before.hour !== after.hour)
    .step("the hour falls only from twelve to one", (before, after) => before.hour < after.hour || (before.hour === 12 && after.hour === 1))
    .witness("it strikes twelve", s => s.hour === 12)
    .witnessStep("a new round begins", (before, after) => before.hour > after.hour);

export default spec("hour-clock", {
  title: "The hour clock",
  summary: "A clock that shows only the hour and advances by one. Not modelled: minutes, and how long an hour takes.",
  sources: ["L. Lamport, Specifying Systems, Addison-Wesley 2002, chapter 2"],
  build: hourClock,
  cases: [
    {
      name: "all",
      about: "Twelve initial states and no others: each hour leads to the next.",
      expect: holds({ states: 12, transitions: 12, distinctEdges: 12, terminalStates: 0, levels: [12] }),
    },
  ],
});
