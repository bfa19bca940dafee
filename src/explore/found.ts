/** The states found so far: ids are given level by level, so a level is a range of ids. */
import type { RowSet } from "../kernel/rows.ts";

export interface Found {
  readonly rows: RowSet;
  /** Sizes of the breadth-first levels that are complete, the initial one first. */
  readonly levels: readonly number[];
}
