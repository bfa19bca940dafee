/**
 * What a machine may say for the pictures of its runs, and for nothing else: neither the states nor a verdict depend on it. It is asked of
 * the states of a run that is shown, and of a sample of the others, so that a mistake in it does not wait for a violation.
 */
import { textCharactersMax } from "./checks.ts";
import { fail, show } from "./errors.ts";

/** A message that is underway in a state. Lanes are named as actors are. */
export interface Underway {
  /** What stands at the arrow: `acknowledge 1`. Messages of one label, sender and receiver arrive in the order in which they were sent. */
  readonly label: string;
  /** Who sent it. Default: whoever takes the step in which it appears. */
  readonly from?: string;
  /** Who will receive it: with any other actor's step it is lost. Default: whoever takes the step in which it is gone, unless that is a fault. */
  readonly to?: string;
  /** It is the barrier, or the trigger, of this checkpoint. */
  readonly barrier?: number;
}

/** Something that a picture marks at a step. Checkpoints are named by number, lanes as actors are. */
export type Mark =
  /** These lanes take their part of a checkpoint: its cut crosses them here. */
  | { readonly kind: "cut"; readonly checkpoint: number; readonly lanes: readonly string[] }
  | { readonly kind: "completed"; readonly checkpoint: number }
  | { readonly kind: "aborted"; readonly checkpoint: number }
  /** A checkpoint is completed without these lanes: it keeps of them what the checkpoint `to` has (0: nothing). */
  | { readonly kind: "fellBack"; readonly checkpoint: number; readonly lanes: readonly string[]; readonly to: number }
  | { readonly kind: "failed"; readonly lanes: readonly string[] }
  /** These lanes go on from a checkpoint (0: from nothing). */
  | { readonly kind: "restored"; readonly checkpoint: number; readonly lanes: readonly string[] }
  /** Messages of this label that are gone with the step are lost, whoever takes it. */
  | { readonly kind: "lost"; readonly label: string };

type Test = readonly [test: (value: unknown) => boolean, allowed: string];

const text: Test = [
  value => typeof value === "string" && value !== "" && value.length <= textCharactersMax,
  `a non-empty string of at most ${textCharactersMax} characters`,
];
const checkpoint: Test = [value => Number.isSafeInteger(value) && (value as number) >= 0, "a whole number of at least 0"];
const lanes: Test = [value => Array.isArray(value) && value.length > 0 && value.every(text[0]), "a non-empty list of actors' names"];

/** The members of a mark of each kind. */
const markMembers: { readonly [K in Mark["kind"]]: Readonly<Record<Exclude<keyof Extract<Mark, { kind: K }>, "kind">, Test>> } = {
  cut: { checkpoint, lanes },
  completed: { checkpoint },
  aborted: { checkpoint },
  fellBack: { checkpoint, lanes, to: checkpoint },
  failed: { lanes },
  restored: { checkpoint, lanes },
  lost: { label: text },
};

/** What a spec's function returned, as marks. Errors: CUT213. */
export function checkMarks(value: unknown): readonly Mark[] {
  return listOf(value, "marks", "Return a list, empty where there is nothing to mark.").map(each => {
    const kind = memberOf(each, "kind");
    const members = typeof kind === "string" && Object.hasOwn(markMembers, kind) ? markMembers[kind as Mark["kind"]] : null;
    if (members === null) bad("A mark has no such kind", kind, Object.keys(markMembers).join(", "));
    return membersOf<Mark>(each, `The mark ${show(kind)}`, members as Readonly<Record<string, Test>>, {}, { kind });
  });
}

/** What a spec's function returned, as messages. Errors: CUT213. */
export function checkUnderway(value: unknown): readonly Underway[] {
  return listOf(value, "messages", "Return a list, empty where nothing is underway.").map(each =>
    membersOf<Underway>(each, "A message underway", { label: text }, { from: text, to: text, barrier: checkpoint }, {}),
  );
}

function listOf(value: unknown, what: string, fix: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return fail("CUT213", `The function returned ${show(value)}.`, { given: show(value), allowed: `a list of ${what}`, fix });
}

/** A new object with the members that are known and there. */
function membersOf<T>(
  value: unknown,
  what: string,
  required: Readonly<Record<string, Test>>,
  optional: Readonly<Record<string, Test>>,
  first: Readonly<Record<string, unknown>>,
): T {
  const members = { ...required, ...optional };
  const unknown = Object.keys(objectOf(value)).find(name => !Object.hasOwn(members, name) && !Object.hasOwn(first, name));
  if (unknown !== undefined) bad(`${what} has an unknown member`, unknown, [...Object.keys(first), ...Object.keys(members)].join(", "));
  const made: Record<string, unknown> = { ...first };
  for (const [name, [test, allowed]] of Object.entries(members)) {
    const member = memberOf(value, name);
    if (member === undefined && !Object.hasOwn(required, name)) continue;
    if (!test(member)) bad(`${what} has another ${name}`, member, allowed);
    made[name] = Array.isArray(member) ? [...member] : member;
  }
  return made as T;
}

function memberOf(value: unknown, name: string): unknown {
  const object = objectOf(value);
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : bad("The list holds something else", value, "objects");
}

function bad(message: string, given: unknown, allowed: string): never {
  return fail("CUT213", `${message}: ${show(given)}.`, {
    given: show(given),
    allowed,
    fix: "The language reference lists what a mark and a message may have.",
  });
}
