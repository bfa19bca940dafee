/** What comes out, as found by the checker: stock rules, regional rules in each meaning, hazards, gateways, seeded bugs. */
import { bugCases } from "./cases-bugs.ts";
import { fullCases } from "./cases-full.ts";
import { gatewayCases } from "./cases-gateways.ts";
import { hazardCases } from "./cases-hazards.ts";
import { regionalCases } from "./cases-regional.ts";
import { stockCases } from "./cases-stock.ts";
import type { SplitAssignmentCase } from "./scope.ts";

export const cases: readonly SplitAssignmentCase[] = [...stockCases, ...regionalCases, ...hazardCases, ...gatewayCases, ...bugCases, ...fullCases];
