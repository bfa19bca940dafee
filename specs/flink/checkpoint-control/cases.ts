/** What comes out, as found by the checker: stock rules, regional rules that hold, what the limits bound, a region that has broken down, seeded bugs. */
import { bugCases } from "./cases-bugs.ts";
import { hazardCases } from "./cases-hazards.ts";
import { regionalCases } from "./cases-regional.ts";
import { starvationCases } from "./cases-starvation.ts";
import { stockCases } from "./cases-stock.ts";
import type { ControlCase } from "./scope.ts";

export const cases: readonly ControlCase[] = [...stockCases, ...regionalCases, ...hazardCases, ...starvationCases, ...bugCases];
