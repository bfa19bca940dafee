/** What may go wrong, and how often. Every fault spends from its own budget and from a common one. */
import { type ActionOptions, type Choice, type Domains, type Machine, t, type ViewOf } from "cutcheck";
import { type Job, taskName } from "./regions.ts";

export const faultKinds = ["declines", "timeouts", "taskFailures", "globalFailures", "lostEvents", "finalizeFailures"] as const;
/** What else may go wrong where the coordinator itself is looked at. */
export const controlFaultKinds = ["triggerFailures", "jobManagerFailures"] as const;
type JobFault = (typeof faultKinds)[number];
type ControlFault = (typeof controlFaultKinds)[number];
export type FaultKind = JobFault | ControlFault;
/** How many faults of each kind there may be, and how many together. */
export type Faults = Readonly<Record<JobFault | "faults", number> & Partial<Record<ControlFault, number>>>;

/** No kind may happen more often than all together. */
export function limited(faults: Faults): Faults {
  return Object.fromEntries(Object.entries(faults).map(([kind, count]) => [kind, Math.min(count, faults.faults)])) as Faults;
}

export function budgetType(faults: Faults) {
  const upTo = (kind: keyof Faults) => t.int(0, faults[kind] ?? 0);
  const more = controlFaultKinds.filter(kind => faults[kind] !== undefined).map(kind => [kind, upTo(kind)]);
  return t.record({
    faults: upTo("faults"),
    declines: upTo("declines"),
    timeouts: upTo("timeouts"),
    taskFailures: upTo("taskFailures"),
    globalFailures: upTo("globalFailures"),
    lostEvents: upTo("lostEvents"),
    finalizeFailures: upTo("finalizeFailures"),
    ...(Object.fromEntries(more) as Record<ControlFault, ReturnType<typeof upTo>>),
  });
}

export type Budget = ViewOf<ReturnType<typeof budgetType>>;

function affords(budget: Budget, kind: FaultKind): boolean {
  return budget.faults > 0 && budget[kind] > 0;
}

/** With the common budget all kinds are exhausted. */
function spend(budget: Budget, faults: Faults, kind: FaultKind): void {
  budget.faults -= 1;
  budget[kind] -= 1;
  if (budget.faults > 0) return;
  for (const each of [...faultKinds, ...controlFaultKinds]) if (faults[each] !== undefined && budget[each] > 0) budget[each] = 0;
}

/** The options of an action whose guard is one function. */
interface FaultOptions<S, D extends Domains> extends Omit<ActionOptions<S, D>, "when"> {
  readonly when?: (state: Readonly<S>, parameters: Choice<D>) => boolean;
}

/** An action that spends from a budget. A fault that the scope does not allow has no action: an action that never happens would make a verdict vacuous. */
export function withFault<S extends { readonly budget: Budget }, const D extends Domains>(
  machine: Machine<S>,
  faults: Faults,
  kind: FaultKind,
  name: string,
  domains: D,
  { actor, when = () => true, then }: FaultOptions<S, D>,
): Machine<S> {
  if ((faults[kind] ?? 0) === 0) return machine.without(name);
  return machine.action(name, domains, {
    actor,
    fault: true,
    when: (s, parameters) => affords(s.budget, kind) && when(s, parameters),
    then: (s, parameters) => {
      spend(s.budget, faults, kind);
      then(s, parameters);
    },
  });
}

/** A job with tasks, and what fails in it. */
interface FailingJob {
  readonly job: Job;
  readonly faults: Faults;
}

/**
 * A running task fails, and its pipelined region with it. `taskOf`: which task an instance of the action is about; `fail`: what
 * the failure does to the job.
 */
export function withTaskFailure<S extends { readonly budget: Budget; readonly tasks: readonly { readonly phase: string }[] }, const D extends Domains>(
  machine: Machine<S>,
  { job, faults }: FailingJob,
  domains: D,
  taskOf: (choice: Choice<D>) => number,
  fail: (s: S, task: number) => void,
): Machine<S> {
  return withFault(machine, faults, "taskFailures", "fails with its region", domains, {
    actor: choice => taskName(job, taskOf(choice)),
    when: (s, choice) => s.tasks[taskOf(choice)].phase === "running",
    then: (s, choice) => fail(s, taskOf(choice)),
  });
}
