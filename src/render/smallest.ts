/** What a search for the smallest scope says, in sentences: the same in the terminal, in JSON and in the page of its counterexample. */
import type { ScopeRange } from "../check/scopes.ts";
import type { Smallest } from "../check/smallest.ts";
import { count, counted } from "./numbers.ts";
import { printable } from "./printable.ts";
import { sentenceOf } from "./sentences.ts";
import { knobsText } from "./steps.ts";

/** What was searched: `regions=1..3  lateAcks=false,true  splits=2`. */
export function rangesText(ranges: readonly ScopeRange[]): string {
  return ranges.map(rangeText).join("  ") || "the only scope";
}

function rangeText({ knob, values }: ScopeRange): string {
  const [first, last] = [values[0], values.at(-1)];
  const isRun = typeof first === "number" && values.length > 1;
  return printable(`${knob}=${isRun ? `${first}..${last}` : values.join(",")}`);
}

/** What the page of the found run says about it. */
export function smallestAbout(smallest: Smallest): string {
  const claim = isComplete(smallest) ? "The smallest scope that fails" : "The first scope found to fail";
  return `${claim} of ${rangesText(smallest.question.ranges).replaceAll("  ", " ")}. ${standing(smallest)}`;
}

/** Whether every scope before the found one, or every scope if there is none, is known not to fail. */
export function isComplete({ incomplete, interrupted, mistaken }: Smallest): boolean {
  return incomplete.length === 0 && !interrupted && mistaken === null;
}

/** The answer, one sentence for each thing to know. */
export function smallestSentences(smallest: Smallest): readonly string[] {
  return [answer(smallest), ...(smallest.found === null ? [] : [standing(smallest)]), ...openSentence(smallest), ...refusedSentence(smallest)];
}

function answer(smallest: Smallest): string {
  const { found, total, looked, mistaken } = smallest;
  if (mistaken !== null) return `The spec has a mistake in the scope ${scopeText(mistaken.instance.scope)}, which ends the search.`;
  if (found === null) {
    if (smallest.interrupted)
      return `Interrupted in scope ${count(Math.max(1, looked))} of ${count(total)}: none that was checked fails${vacuousText(smallest)}.`;
    if (smallest.held === 0) return `None of the ${counted(total, "scope")} could be checked.`;
    return isComplete(smallest)
      ? `Nothing fails: ${allText(smallest.held, "scope", "scopes")}${vacuousText(smallest)}.`
      : `Nothing fails in the ${counted(smallest.held, "scope")} that could be checked to ${smallest.held === 1 ? "its" : "their"} end${vacuousText(smallest)}.`;
  }
  const claim = isComplete(smallest) ? "The smallest scope that fails" : "The first scope found to fail";
  return `${claim} is ${scopeText(found.instance.scope)}: ${sentenceOf(found)}`;
}

/** On what the claim rests that a scope is the smallest. */
function standing(smallest: Smallest): string {
  const { held } = smallest;
  if (!isComplete(smallest))
    return `Of the scopes before it, ${count(held)} ${held === 1 ? "holds" : "hold"}${vacuousText(smallest)}; a smaller one may fail, too.`;
  if (held === 0) return "No scope that was searched is smaller.";
  const all = allText(held, "scope before it", "scopes before it");
  return `${all.slice(0, 1).toUpperCase()}${all.slice(1)}${vacuousText(smallest)}.`;
}

function allText(held: number, one: string, many: string): string {
  return held === 1 ? `the one ${one} holds` : `${held === 2 ? "both" : `all ${count(held)}`} ${many} hold`;
}

function vacuousText({ vacuous, held }: Smallest): string {
  if (vacuous === 0) return "";
  const which = vacuous === held ? (held === 1 ? "it is" : "they are") : `${count(vacuous)} of them ${vacuous === 1 ? "is" : "are"}`;
  return ` (${which} too small for all that the spec wants to be reached)`;
}

function openSentence({ incomplete }: Smallest): readonly string[] {
  const [first] = incomplete;
  if (first === undefined) return [];
  const others = incomplete.length === 1 ? "" : ` (and ${counted(incomplete.length - 1, "other")})`;
  return [`Not known is the scope ${scopeText(first.instance.scope)}${others}: ${sentenceOf(first)}`];
}

function refusedSentence({ refused }: Smallest): readonly string[] {
  const [first] = refused;
  if (first === undefined) return [];
  const { code, message } = first.error.mistake;
  const scopes = refused.length === 1 ? "One scope is" : `${counted(refused.length, "scope")} are`;
  return [`${scopes} refused by the spec's build and left out; the first is ${scopeText(first.scope)}: ${code} ${printable(message)}`];
}

function scopeText(scope: Smallest["refused"][number]["scope"]): string {
  return Object.keys(scope).length === 0 ? "without knobs" : knobsText(scope).replaceAll("  ", " ");
}
