/** The state graph of an instance that was checked: of the states that the check counted, with the run that it found. */
import { CutcheckError } from "../dsl/errors.ts";
import { reachableSetsWith } from "../explore/explore.ts";
import { graphStatesMax, graphStepsMax, type TooLarge, type WholeGraph, wholeGraph } from "../explore/graph/wholeGraph.ts";
import type { Budget, Platform } from "../explore/work/outcome.ts";
import { type Stopped, withoutHaste } from "../explore/work/paused.ts";
import type { Work } from "../explore/work/turn.ts";
import { Turns } from "../explore/work/turns.ts";
import { machineOf, type Result } from "./check.ts";

/** The graph; or why there is none: it is too large, or a machine that a property refers to could not be explored. */
export type CheckedGraph = WholeGraph | TooLarge | Stopped;

/** A result that says something of the whole machine. */
export type Decided = Result & { readonly verdict: "holds" | "violated" | "vacuous" };

export function isDecided(result: Result): result is Decided {
  return result.verdict !== "incomplete" && result.verdict !== "error";
}

type GraphWork = Work<WholeGraph | TooLarge>;

/**
 * `budget`: of the machines that `reachableIn` properties name. Errors: a mistake of the spec beyond
 * the states that the check has seen, with its place and the run that leads there.
 */
export async function checkedGraph({ instance, outcome }: Decided, budget: Budget, platform: Platform): Promise<CheckedGraph> {
  const { finding, symmetry } = outcome;
  const properties = instance.properties ?? instance.case?.properties ?? null;
  try {
    const machine = machineOf(instance).definition;
    const { sets, failed } = await reachableSetsWith(machine, { budget, countEdges: false, properties }, platform);
    if (failed?.finding.verdict === "incomplete") return { stopped: failed.finding.reason };
    const trace = finding.verdict === "violated" ? finding.trace : null;
    const limits = { statesMax: graphStatesMax, stepsMax: graphStepsMax };
    const search = (): GraphWork => wholeGraph(machine, sets, { properties, symmetry: symmetry === "reduced", trace, ...limits });
    return await withoutHaste(search, new Turns(budget, platform), platform);
  } catch (error) {
    throw error instanceof CutcheckError ? error.at({ spec: instance.spec.name, ...(instance.case === null ? {} : { case: instance.case.name }) }) : error;
  }
}
