/** The seeded bugs that this spec can express. One is not from the list: that the limit on failed regions is not looked at. */

import { m5 } from "../mutants/m5.ts";
import { m16 } from "../mutants/m16.ts";
import { m38 } from "../mutants/m38.ts";
import { m50Subsumed } from "../mutants/m50-subsumed.ts";
import { m50SubsumedNewer } from "../mutants/m50-subsumed-newer.ts";
import { m50Twice } from "../mutants/m50-twice.ts";
import { m51 } from "../mutants/m51.ts";
import { m52 } from "../mutants/m52.ts";
import { m53 } from "../mutants/m53.ts";
import { m54 } from "../mutants/m54.ts";
import { m74 } from "../mutants/m74.ts";
import { m78 } from "../mutants/m78.ts";
import { m79 } from "../mutants/m79.ts";
import { m80 } from "../mutants/m80.ts";
import { m101 } from "../mutants/m101.ts";
import { noRatio } from "../mutants/no-ratio.ts";

export const controlMutants = [noRatio, m5, m16, m38, m50Twice, m50Subsumed, m50SubsumedNewer, m51, m52, m53, m54, m74, m78, m79, m80, m101] as const;
