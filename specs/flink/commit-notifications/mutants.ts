/** The seeded bugs that this spec can express. */

import { m30 } from "../mutants/m30.ts";
import { m37 } from "../mutants/m37.ts";
import { m39 } from "../mutants/m39.ts";
import { m40 } from "../mutants/m40.ts";
import { m41 } from "../mutants/m41.ts";
import { m42 } from "../mutants/m42.ts";
import { m43 } from "../mutants/m43.ts";
import { m44 } from "../mutants/m44.ts";
import { m45 } from "../mutants/m45.ts";
import { m46 } from "../mutants/m46.ts";
import { m47 } from "../mutants/m47.ts";
import { m48 } from "../mutants/m48.ts";
import { m49 } from "../mutants/m49.ts";
import { m95 } from "../mutants/m95.ts";
import { m96 } from "../mutants/m96.ts";
import { m97 } from "../mutants/m97.ts";
import { m100 } from "../mutants/m100.ts";

export const commitMutants = [m30, m37, m39, m40, m41, m42, m43, m44, m45, m46, m47, m48, m49, m95, m96, m97, m100] as const;
