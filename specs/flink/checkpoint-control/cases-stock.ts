/** Stock rules. They hold, but where a region fails again and again: that no failure counter counts. */
import { holds, violates } from "cutcheck";
import { always, P } from "./properties.ts";
import type { ControlCase, Scope, Semantics } from "./scope.ts";

const manyFaults: Scope = { faults: 4, declines: 3, timeouts: 2, taskFailures: 2, triggerFailures: 2, jobManagerFailures: 2 };
const besides = [...always, P.everySecondTerminates];
/** What has nothing to do with completing: while a region is down, no stock checkpoint completes. */
const whileDown = always.filter(name => name !== P.checkpointProgress && name !== P.canComplete);
const noFailureBesides: Scope = { faults: 1, declines: 1, timeouts: 0 };

function down(breakdown: NonNullable<Semantics["breakdown"]>, about: string, more: Partial<ControlCase> = {}): ControlCase {
  return {
    name: `stock.${breakdown}`,
    about,
    scope: noFailureBesides,
    semantics: { breakdown },
    properties: [...whileDown, P.noSilentStarvation],
    expect: holds(),
    ...more,
  };
}

export const stockCases: readonly ControlCase[] = [
  { name: "stock", properties: always, expect: holds({ states: 176 }) },
  { name: "stock.faults=4", scope: manyFaults, properties: always, expect: holds({ states: 1633 }) },
  { name: "stock.concurrent", scope: { concurrent: 2 }, properties: besides, expect: holds({ states: 1005 }) },
  { name: "stock.savepoints", scope: { savepoints: 1 }, properties: besides, expect: holds({ states: 1463 }) },
  {
    name: "stock.three-regions",
    tier: "full",
    scope: { ...manyFaults, faults: 3, regions: 3, concurrent: 2, savepoints: 1 },
    properties: besides,
    expect: holds({ states: 159078 }),
  },
  {
    name: "stock.events",
    about: "Tasks that need an event of their coordinator behind its cut: the gateway opens with the task's own snapshot.",
    semantics: { acknowledging: "needsEvent" },
    properties: [...always, P.gatewayOpens],
    expect: holds({ states: 428 }),
  },
  down("declines", "A region that declines for ever fails the job, again and again: more checkpoints than are tolerable fail."),
  down("silent", "A region that never answers fails the job, too: every checkpoint expires."),
  down("crashes", "H22: a region that fails again and again fails no checkpoint that counts (A22, A24): the failure manager hears of nothing.", {
    scope: { faults: 0 },
    properties: [P.noSilentStarvation],
    expect: violates(P.noSilentStarvation, { steps: 6 }),
  }),
  down("crashes", "As before: and no checkpoint completes any more, for ever.", {
    name: "stock.crashes.progress",
    scope: { faults: 0 },
    properties: [P.checkpointProgress],
    expect: violates(P.checkpointProgress, { steps: 6 }),
  }),
];
