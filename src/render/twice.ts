/** What came of exploring instances a second time, in words. */

import type { Twice } from "../check/twice.ts";
import type { StopReason } from "../explore/work/outcome.ts";
import { count, counted } from "./numbers.ts";

/** What two engines say where they differ: who is asked to do what, then both answers, a line for each. */
export function differenceLines(twice: Twice | undefined): readonly string[] {
  if (twice?.said !== "different") return [];
  return [...twice.differences.map(({ what, first, second }) => `${what}: ${first}; a second time: ${second}`), differenceAdvice];
}

const differenceAdvice =
  "Two engines disagree. Unless a function of the spec depends on more than the state, this is a defect of cutcheck: please report it, with the spec.";

/** `412 of 415 instances checked twice, all the same; 3 are larger than 100,000 states.` */
export function twiceLine(all: readonly Twice[], statesMax: number): string {
  const of = (said: Twice["said"]): number => all.filter(each => each.said === said).length;
  const done = of("same") + of("different");
  const outcome = of("different") === 0 ? (done === 0 ? "" : ", all the same") : `, ${count(of("different"))} not the same`;
  const rest = [
    numbered(of("larger"), `larger than ${counted(statesMax, "state")}`),
    numbered(of("incomplete"), "incomplete"),
    numbered(of("mistake"), "mistakes that only the first engine looks for"),
    ...stopped(all),
    ...uncompared(all),
  ].filter(each => each !== "");
  return `${[`${count(done)} of ${counted(all.length, "instance")} checked twice${outcome}`, ...rest].join("; ")}.`;
}

function numbered(number: number, what: string): string {
  return number === 0 ? "" : `${count(number)} ${number === 1 ? "is" : "are"} ${what}`;
}

const reasons: Readonly<Record<StopReason, string>> = {
  states: "at a limit of states",
  depth: "at a limit of steps",
  memory: "for want of memory",
  seconds: "out of time",
  interrupted: "by you",
  worker: "with a thread",
};

function stopped(all: readonly Twice[]): readonly string[] {
  const why = all.flatMap(each => (each.said === "stopped" ? [each.reason] : []));
  return [...new Set(why)].map(reason => numbered(why.filter(each => each === reason).length, `not finished, stopped ${reasons[reason]}`));
}

/** Of those that are the same in all that was compared, what was not. */
function uncompared(all: readonly Twice[]): readonly string[] {
  const what = all.flatMap(each => (each.said === "same" ? each.uncompared : []));
  return [...new Set(what)].map(each => `of ${count(what.filter(other => other === each).length)} the ${each} were too many to compare`);
}
