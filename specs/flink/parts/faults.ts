/** What may go wrong, and how often. Every fault spends from its own budget and from a common one. */
import { t, type ViewOf } from "cutcheck";

export const faultKinds = ["declines", "timeouts", "taskFailures", "globalFailures", "lostEvents", "finalizeFailures"] as const;
export type FaultKind = (typeof faultKinds)[number];
/** How many faults of each kind there may be, and how many together. */
export type Faults = Readonly<Record<FaultKind | "faults", number>>;

/** No kind may happen more often than all together. */
export function limited(faults: Faults): Faults {
  const each = Object.fromEntries(faultKinds.map(kind => [kind, Math.min(faults[kind], faults.faults)])) as Record<FaultKind, number>;
  return { ...each, faults: faults.faults };
}

export function budgetType(faults: Faults) {
  const upTo = (kind: keyof Faults) => t.int(0, faults[kind]);
  return t.record({
    faults: upTo("faults"),
    declines: upTo("declines"),
    timeouts: upTo("timeouts"),
    taskFailures: upTo("taskFailures"),
    globalFailures: upTo("globalFailures"),
    lostEvents: upTo("lostEvents"),
    finalizeFailures: upTo("finalizeFailures"),
  });
}

export type Budget = ViewOf<ReturnType<typeof budgetType>>;

export function affords(budget: Budget, kind: FaultKind): boolean {
  return budget.faults > 0 && budget[kind] > 0;
}

/** With the common budget all kinds are exhausted. */
export function spend(budget: Budget, kind: FaultKind): void {
  budget.faults -= 1;
  budget[kind] -= 1;
  if (budget.faults === 0) for (const each of faultKinds) budget[each] = 0;
}
