/** What a simulation says, in sentences: the same in the terminal and in JSON. The word "holds" is not among them. */
import { match } from "ts-pattern";
import { expectationOf } from "../check/check.ts";
import type { Archive, WalkReference } from "../counterexample/archive.ts";
import { deadlockProperty } from "../dsl/machine.ts";
import type { StopReason } from "../explore/work/outcome.ts";
import type { Simulation, SimulationFinding } from "../simulate/simulate.ts";
import { knobFlags, shellWord, walkFlags } from "./markdown.ts";
import { count, counted, upToSymmetry } from "./numbers.ts";
import { printable } from "./printable.ts";
import { stopText } from "./sentences.ts";

type Violated = Extract<SimulationFinding, { readonly kind: "violated" }>;

/** What came out: a program's word for it. `incomplete`: the walks ended early, or not everything was judged, or what a case expects was not met. */
export type SimulationVerdict = "not-violated" | "violated" | "incomplete" | "error";

export function simulationVerdict(simulation: Simulation): SimulationVerdict {
  const { instance, finding, stopped, unjudged, beyond, counts } = simulation;
  if (finding.kind === "mistake") return "error";
  if (finding.kind === "violated") return "violated";
  const expected = expectationOf(instance)?.verdict === "violated";
  // What was asked for by its name must be answered.
  const isUnanswered = unjudged.length > 0 || (beyond.length > 0 && instance.properties !== null);
  return stopped !== null || isUnanswered || expected || counts.walks === 0 ? "incomplete" : "not-violated";
}

/** The answer, then what it rests on, one sentence for each thing to know. */
export function simulationSentences(simulation: Simulation): readonly string[] {
  const { finding, counts, unjudged, beyond } = simulation;
  const left = [
    ...(unjudged.length === 0 ? [] : [`Not judged, for the machine that it refers to was not explored to its end: ${quoted(unjudged)}.`]),
    ...(beyond.length === 0 ? [] : [`Not judged, for no walk can show it: ${quoted(beyond)}.`]),
  ];
  if (finding.kind === "mistake") return ["The spec has a mistake.", ...left];
  if (finding.kind === "violated") return [...violatedSentences(finding, simulation), ...expectedSentence(simulation), coverage(simulation), ...left];
  if (counts.walks === 0 && simulation.stopped === null) return ["This path leads to no walk: give the seed, the steps and the rules with which it was found."];
  return [notViolated(simulation), coverage(simulation), ...expectedSentence(simulation), ...left, ...notMet(simulation)];
}

function notViolated({ counts, options, stopped }: Simulation): string {
  const asked = options.path === null ? options.runs : 1;
  const walks = counts.walks === asked ? counted(counts.walks, "walk") : `${count(counts.walks)} of ${counted(asked, "walk")}`;
  const early = stopped === null ? "" : `, stopped ${stopText(stopped)}`;
  return `Not violated in ${walks}${early}. What no walk has met is unknown.`;
}

function coverage({ counts }: Simulation): string {
  const { steps, distinctStates, longest, ended, outside = 0 } = counts;
  const ends = [
    ...(ended === 0 ? [] : [`${count(ended)} ended in a terminal state`]),
    ...(outside === 0 ? [] : [`${count(outside)} ended beyond the constraint`]),
  ];
  const end = ends.map(text => `, ${text}`).join("");
  return `They took ${counted(steps, "step")}, the longest walk ${count(longest)}${end}, and met ${counted(distinctStates, "distinct state")}.`;
}

function violatedSentences(finding: Violated, { counts, options }: Simulation): readonly string[] {
  const { metSteps, shrunkSteps, minimised, trace } = finding;
  const found = `${quoted([finding.property])} is violated after ${counted(trace.steps.length, "step")}.`;
  const met = options.path === null ? `Walk ${count(counts.walks)}` : "The walk of this path";
  const shrunk =
    metSteps === shrunkSteps
      ? `${met} violates it after ${counted(metSteps, "step")}`
      : `${met} took ${counted(metSteps, "step")} and was shrunk to ${count(shrunkSteps)}`;
  const exact = match(minimised)
    .with({ by: "shortest" }, ({ distinctStates, symmetry }) => {
      const states = `${counted(distinctStates, "state")}${symmetry === "reduced" ? ` ${upToSymmetry}` : ""}`;
      return `no run is shorter: all of at most that length were explored, ${states}`;
    })
    .with(
      { by: "shrinking", because: "lost" },
      () => "an exploration of all runs of that length did not find it again, so a function of the spec is not deterministic",
    )
    .with(
      { by: "shrinking" },
      ({ because }) => `it is only shrunk, and a shorter run may exist: the exploration of all runs of that length stopped ${stopText(because as StopReason)}`,
    )
    .exhaustive();
  return [found, `${shrunk}; ${exact}.`];
}

function expectedSentence(simulation: Simulation): readonly string[] {
  const expected = expectationOf(simulation.instance);
  if (expected === null || simulation.finding.kind === "mistake") return [];
  const found = simulation.finding.kind === "violated" ? simulation.finding.property : null;
  if (expected.verdict === "violated") {
    if (found === null) return [`The case expects ${quoted([expected.property])} to be violated, which no walk has met.`];
    return [found === expected.property ? "As the case expects." : `The case expects ${quoted([expected.property])} to be violated.`];
  }
  return found === null ? [] : ["The case expects no violation."];
}

function notMet({ missingWitnesses, neverEnabled }: Simulation): readonly string[] {
  return [
    ...(missingWitnesses.length === 0
      ? []
      : [`No walk reached ${missingWitnesses.length === 1 ? "the witness" : "the witnesses"} ${quoted(missingWitnesses)}.`]),
    ...(neverEnabled.length === 0 ? [] : [`In no walk was enabled: ${neverEnabled.map(printable).join(", ")}.`]),
  ];
}

/** The command that finds the same walk again. `word`: the name or the file of the spec, as the user has given it. */
export function againCommand({ instance, options }: Simulation, word: string, path: string): string {
  const { case: of, properties } = instance;
  const named = of === null ? knobFlags(instance) : [`--case ${shellWord(of.name)}`];
  const asked = (properties ?? []).map(name => `--property ${shellWord(name)}`);
  return ["npx cutcheck simulate", shellWord(word), ...named, ...asked, ...walkFlags(walkOf(options, path))].join(" ");
}

function walkOf({ seed, steps }: Simulation["options"], path: string): WalkReference {
  return { seed, steps, path };
}

/**
 * The run as an archive, on its own: by its knobs. One that was minimised says how `check` finds it, which must look for no other property; one that was only shrunk is found by
 * its walk.
 */
export function simulationArchive(archive: Archive, { finding, options, instance }: Simulation): Archive {
  if (finding.kind !== "violated") return archive;
  const properties = instance.properties ?? instance.case?.properties ?? null;
  const found = { ...archive, case: null, about: "", properties };
  if (finding.minimised.by === "shrinking") return { ...found, walk: walkOf(options, finding.path) };
  return { ...found, properties: [finding.property] };
}

function quoted(names: readonly string[]): string {
  return names.map(name => (name === deadlockProperty ? `"${name}"` : `"${printable(name)}"`)).join(", ");
}
