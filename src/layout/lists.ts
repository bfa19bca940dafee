/** JavaScript arrays of views, which the types keep from being changed and JavaScript does not. */
import { fail } from "../dsl/errors.ts";
import { checkTests } from "./listTests.ts";

/** A JavaScript array of views, as it was made. */
export interface ListOfViews {
  readonly list: readonly unknown[];
  readonly made: readonly unknown[];
  readonly path: string;
}

/** Notes a list of views in `lists`, and returns it. */
export function list(lists: ListOfViews[], views: readonly unknown[], path: string): readonly unknown[] {
  note(lists, { list: views, made: views.slice(), path });
  return views;
}

/** What notes in `lists` a list whose elements turn. */
export function noteIn(lists: ListOfViews[], path: string): (list: readonly unknown[], made: readonly unknown[]) => void {
  return (views, made) => note(lists, { list: views, made, path });
}

function note(lists: ListOfViews[], made: ListOfViews): void {
  checkTests(made.list, made.path);
  lists.push(made);
}

/**
 * Errors: CUT207 when a function of a spec has replaced, added or removed an element of a list of views, which the types forbid and
 * JavaScript allows. Frozen arrays would be simpler, but V8 neither inlines \`every\` and \`for ... of\` on them nor reads them fast:
 * 67, 23 and 9 ns instead of 3, 5 and 3 for two elements.
 */
export function checkLists(lists: readonly ListOfViews[]): void {
  for (let i = 0; i < lists.length; i++) {
    const { list, made } = lists[i];
    let same = list.length === made.length;
    for (let j = 0; j < made.length; j++) if (list[j] !== made[j]) same = false;
    if (!same) listChanged(lists[i]);
  }
}

/** Errors: always, CUT207. Repairs the list first. */
function listChanged({ list, made, path }: ListOfViews): never {
  (list as unknown[]).splice(0, list.length, ...made);
  fail("CUT207", `${path} is changed as if it were an array of JavaScript.`, {
    place: { path },
    fix: `Assign to the fields of an element, or the whole array: ${path} = [...].`,
  });
}
