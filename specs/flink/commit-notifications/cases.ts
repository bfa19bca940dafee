/** What comes out, as found by the checker: stock rules, regional rules, their variants, the decision table, hazards, silent tasks, seeded bugs. */
import { bugCases } from "./cases-bugs.ts";
import { hazardCases } from "./cases-hazards.ts";
import { regionalCases } from "./cases-regional.ts";
import { silentCases } from "./cases-silent.ts";
import { stockCases } from "./cases-stock.ts";
import { tableCases } from "./cases-table.ts";
import { variantCases } from "./cases-variants.ts";
import type { CommitCase } from "./scope.ts";

export const cases: readonly CommitCase[] = [...stockCases, ...regionalCases, ...variantCases, ...tableCases, ...hazardCases, ...silentCases, ...bugCases];
