/** More states than anybody waits for: what is interrupted or runs out of its budget. */
import { holds, indices, machine, spec, t } from "cutcheck";

const digitsCount = 12;

const odometer = machine("odometer", { digits: t.array(digitsCount, t.int(0, 9)) }).action(
  "turn",
  { wheel: indices(digitsCount) },
  {
    then: (s, { wheel }) => s.digits.set(wheel, (s.digits.get(wheel) + 1) % 10),
  },
);

export default spec("odometer", { title: "An odometer", summary: "10^12 states.", build: () => odometer, cases: [{ name: "all", expect: holds() }] });
