/** A spec with no case: checked once, as it is, without an expectation. */
import { indices, machine, spec, t } from "cutcheck";
import { placesCount } from "./parts/places.ts";

const ring = machine("ring", { at: t.int(0, placesCount - 1) })
  .action(
    "pass",
    { from: indices(placesCount) },
    {
      actor: ({ from }) => `place ${from}`,
      when: (s, { from }) => s.at === from,
      then: (s, { from }) => {
        s.at = (from + 1) % placesCount;
      },
    },
  )
  .witness("the token is at the last place", s => s.at === placesCount - 1);

export default spec("tokens", { title: "A token in a ring", summary: "One token goes round.", build: () => ring, cases: [] });
