/**
 * The jugs of the film Die Hard 3: with a jug of 5 gallons, a jug of 3, and water, measure exactly 4.
 *
 * A model checker solves the puzzle when it is told that the goal is impossible: its counterexample is the shortest solution.
 * That is how a witness of anything is found, and why the case "puzzle" expects a violation.
 */
import { holds, machine, spec, t, violates } from "cutcheck";

const BIG = 5;
const SMALL = 3;

const dieHard = () =>
  machine("die-hard", { big: t.int(0, BIG), small: t.int(0, SMALL) })
    .action("fill big", {
      then: s => {
        s.big = BIG;
      },
    })
    .action("fill small", {
      then: s => {
        s.small = SMALL;
      },
    })
    .action("empty big", {
      then: s => {
        s.big = 0;
      },
    })
    .action("empty small", {
      then: s => {
        s.small = 0;
      },
    })
    .action("pour big into small", {
      then: s => {
        const poured = Math.min(s.big, SMALL - s.small);
        s.big -= poured;
        s.small += poured;
      },
    })
    .action("pour small into big", {
      then: s => {
        const poured = Math.min(s.small, BIG - s.big);
        s.small -= poured;
        s.big += poured;
      },
    })
    .invariant("a jug is always empty or full", s => s.big === 0 || s.big === BIG || s.small === 0 || s.small === SMALL)
    .invariant("the big jug never holds 4", s => s.big !== 4)
    .witness("the big jug holds 4", s => s.big === 4)
    .witness("the small jug holds 2", s => s.small === 2);

export default spec("die-hard", {
  title: "The Die Hard jugs",
  summary: "Jugs of 5 and 3 gallons, both empty at first. Fill one, empty one, or pour one into the other until it is empty or the other is full.",
  sources: ["Die Hard with a Vengeance, 1995", "tlaplus/Examples, specifications/DieHard/DieHard.tla"],
  build: dieHard,
  cases: [
    {
      name: "all",
      about: "Everything that can be measured. Only one jug at a time can be neither empty nor full.",
      properties: ["a jug is always empty or full"],
      expect: holds({ states: 16, transitions: 96, distinctEdges: 74, terminalStates: 0, levels: [1, 2, 3, 2, 2, 2, 2, 2] }),
    },
    {
      name: "puzzle",
      about: "Told that 4 gallons cannot be measured, the checker answers with the shortest way to do it.",
      expect: violates("the big jug never holds 4", { steps: 6 }),
    },
  ],
});
