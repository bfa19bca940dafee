/** The seeded bugs that this spec can express. */
import { m1 } from "../mutants/m1.ts";
import { m2 } from "../mutants/m2.ts";
import { m3Early } from "../mutants/m3-early.ts";
import { m3Late } from "../mutants/m3-late.ts";
import { m4 } from "../mutants/m4.ts";
import { m6 } from "../mutants/m6.ts";
import { m7 } from "../mutants/m7.ts";
import { m8 } from "../mutants/m8.ts";
import { m9 } from "../mutants/m9.ts";
import { m10 } from "../mutants/m10.ts";
import { m11 } from "../mutants/m11.ts";
import { m12 } from "../mutants/m12.ts";
import { m13 } from "../mutants/m13.ts";
import { m14 } from "../mutants/m14.ts";
import { m15 } from "../mutants/m15.ts";
import { m16 } from "../mutants/m16.ts";
import { m17 } from "../mutants/m17.ts";
import { m18 } from "../mutants/m18.ts";
import { m25 } from "../mutants/m25.ts";
import { m27 } from "../mutants/m27.ts";
import { m28 } from "../mutants/m28.ts";
import { m58 } from "../mutants/m58.ts";
import { m63 } from "../mutants/m63.ts";

export const splitMutants = [m1, m2, m3Early, m3Late, m4, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m25, m27, m28, m58, m63] as const;
