/** What must happen some day (V6, the rows marked L), when the coordinator, the scheduler and the tasks do what they have to do some day. */
import { isGatewayOpen } from "../parts/awaited-event.ts";
import type { ControlModel } from "../parts/control-world.ts";
import { isMixed, pendingCount } from "../parts/world.ts";
import type { ControlMachine } from "./actions.ts";
import { P } from "./properties.ts";

export const liveness = (m: ControlModel) => (machine: ControlMachine) =>
  machine.use(terminationProperty(m)).use(gatewayProperty(m)).use(progressProperties(m)).use(regionalProgress(m)).use(starvationProperty(m));

/** A slot of which the checkpoint has ended is free, and is seen so before the next one takes it. */
const terminationProperty = (m: ControlModel) => (machine: ControlMachine) =>
  m.job.concurrent === 1
    ? machine.infinitelyOften(P.everyIdTerminates, s => s.pending[0].id === 0)
    : machine.infinitelyOften(P.everyIdTerminates, s => s.pending[0].id === 0).infinitelyOften(P.everySecondTerminates, s => s.pending[1].id === 0);

/** Of the first task: they are all alike. */
const gatewayProperty = (m: ControlModel) => (machine: ControlMachine) =>
  m.rules.acknowledging !== "needsEvent" ? machine : machine.infinitelyOften(P.gatewayOpens, s => isGatewayOpen(s, 0));

/** Every completion is followed by a pause that ends: completions go on exactly if there is such a pause again and again. */
const progressProperties = (m: ControlModel) => (machine: ControlMachine) =>
  machine
    .infinitelyOften(P.slotsFreed, s => pendingCount(s) < m.concurrent)
    .infinitelyOften(P.checkpointProgress, s => s.requests.resting)
    .alwaysPossible(P.canComplete, s => s.requests.resting);

const regionalProgress = (m: ControlModel) => (machine: ControlMachine) =>
  !m.rules.regional
    ? machine
    : machine.infinitelyOften(P.forcedProgress, s => s.latest.id > 0 && !isMixed(s.latest)).infinitelyOften(P.noLeak, s => s.limits.kept === s.limits.inARow);

const starvationProperty = (m: ControlModel) => (machine: ControlMachine) =>
  m.breakdown === "none"
    ? machine
    : machine.leadsTo(
        P.noSilentStarvation,
        s => s.broken,
        s => s.failing !== "no",
      );
