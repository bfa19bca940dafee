/** What `cutcheck runs` says of the runs that it has written. */
import type { Cover, CoverKind } from "../cover/contract.ts";
import type { StopReason } from "../explore/work/outcome.ts";
import { count, counted } from "./numbers.ts";
import { printable } from "./printable.ts";
import { stopText } from "./sentences.ts";

const covered: Readonly<Record<CoverKind, string>> = {
  transitions: "transitions",
  actions: "action instances",
  pairs: "pairs of consecutive action instances",
};

/** Two lines: which runs, and what they cover. */
export function runsSummary({ instance, options, graph, runs, steps, longest, covered: { of, done } }: Cover, path: string): string {
  const name = [instance.spec.name, instance.case?.name ?? "(ad hoc)"].map(printable).join(" ");
  const sample = options.sample === null ? "" : ` (${count(Math.min(options.sample, of))} chosen with seed ${options.seed})`;
  return [
    `${name}: ${counted(graph.states, "state")}, ${counted(graph.transitions, "transition")}`,
    `${counted(runs, "run")}, ${counted(steps, "step")}, the longest ${count(longest)}; ${count(done)} of ${count(of)} ${covered[options.cover]}${sample}: ${path}`,
  ].join("\n");
}

/** What to do about a graph that is not whole. */
export function tooLargeText({ graph }: Cover, reason: StopReason): string {
  return [
    `The graph is larger: exploring stopped ${stopText(reason)}. The runs cover the ${counted(graph.states, "state")} nearest to the initial ones.`,
    "Give a smaller --scope, or more with --max-states, --max-memory or --max-seconds.",
  ].join("\n");
}
