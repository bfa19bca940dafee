/** Runs as lines of JSON, for drivers: what `cutcheck runs` writes. */
import * as z from "zod";
import { definitionHash } from "../counterexample/definition.ts";
import { type ActionCall, type Cover, coverKinds, type ObservedRun } from "../cover/contract.ts";

const whole = z.int().min(0);
const scalar = z.union([z.number(), z.string(), z.boolean()]);
const knobValues = z.record(z.string(), scalar);
const values = z.record(z.string(), z.json());
const call = z.strictObject({ action: z.string(), with: values });
const refused = z
  .array(call)
  .optional()
  .describe("The action instances that are not enabled in the state reached. Left out where it was said before, was not asked for, or is not known.");

/** The first line. */
const head = z.strictObject({
  kind: z.literal("head"),
  format: z.literal("cutcheck-runs"),
  version: z.literal(1),
  spec: z.string(),
  case: z.string().nullable().describe("Null for an instance that was given by its knobs."),
  hash: z.string().describe("Of what can be observed of the instance's definition: spec, knobs, types, actions, properties. The one of a trace.json."),
  scope: knobValues.describe("Every size knob with its value."),
  rules: knobValues.describe("Every rule knob (semantics) with its value."),
  cover: z.enum(coverKinds).describe("What the runs cover."),
  sample: whole.optional().describe("The runs cover so many transitions, chosen at random. Left out where they cover all."),
  seed: z.int().optional().describe("What chose them."),
  observed: z.array(z.string()).describe("The names of the observed values, in the order of the spec."),
  actions: z.array(z.strictObject({ name: z.string(), parameters: z.array(z.string()), fault: z.boolean() })),
  graph: z.strictObject({
    states: whole,
    transitions: whole,
    stopped: z.enum(["states", "memory", "seconds"]).optional().describe("Why the graph is not whole. Left out where it is."),
  }),
});

const step = z.strictObject({
  action: z.string(),
  with: values.describe("The parameters."),
  seen: values.describe("The observed values that the step changes, each whole."),
  refused,
});

const run = z.strictObject({
  kind: z.literal("run"),
  id: z.int().min(1).describe("From 1, in the order of the file."),
  start: values.describe("All observed values of the initial state."),
  refused,
  steps: z.array(step),
});

/** The last line: a file without it is not whole. */
const end = z.strictObject({
  kind: z.literal("end"),
  runs: whole,
  steps: whole,
  covered: z.strictObject({
    of: whole.describe("Transitions, action instances or pairs in the graph."),
    done: whole.describe("How many of them the runs take."),
  }),
});

/** A line of version 1: a head, the runs, an end. */
export const runsLineSchema = z.discriminatedUnion("kind", [head, run, end]);

export type RunsLine = z.infer<typeof runsLineSchema>;

/** The lines, each with its end. No times are in them: the same spec and options give the same bytes. Errors: those of an observed value. */
export function* runsLines(cover: Cover): Generator<string, void> {
  yield lineOf(headOf(cover));
  let id = 0;
  for (const each of cover.observedRuns()) yield lineOf(runOf(++id, each));
  yield lineOf({ kind: "end", runs: cover.runs, steps: cover.steps, covered: cover.covered });
}

function lineOf(line: RunsLine): string {
  return `${JSON.stringify(line)}\n`;
}

function headOf({ instance, machine, options, graph, stopped }: Cover): RunsLine {
  const { spec, case: of, scope, semantics } = instance;
  const { cover, sample, seed } = options;
  return {
    kind: "head",
    format: "cutcheck-runs",
    version: 1,
    spec: spec.name,
    case: of?.name ?? null,
    hash: definitionHash(spec, machine),
    scope: { ...scope },
    rules: { ...semantics },
    cover,
    ...(sample === null ? {} : { sample, seed }),
    observed: machine.observed.map(({ name }) => name),
    actions: machine.actions.map(({ name, domains, fault }) => ({ name, parameters: Object.keys(domains), fault })),
    graph: { ...graph, ...(stopped === null ? {} : { stopped: stopped as "states" }) },
  };
}

function runOf(id: number, { start, refused: notEnabled, steps }: ObservedRun): RunsLine {
  return {
    kind: "run",
    id,
    start: start as JsonValues,
    ...refusedOf(notEnabled),
    steps: steps.map(({ action, with: parameters, seen, refused: not }) => ({
      action,
      with: parameters as JsonValues,
      seen: seen as JsonValues,
      ...refusedOf(not),
    })),
  };
}

type JsonValues = z.infer<typeof values>;

function refusedOf(calls: readonly ActionCall[] | null): { readonly refused?: z.infer<typeof call>[] } {
  return calls === null ? {} : { refused: calls.map(each => ({ action: each.action, with: each.with as JsonValues })) };
}
