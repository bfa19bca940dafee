/** What a step maps to in another machine, in an archive: its states are written as those of the run are. */
import type { TypeNode } from "../dsl/types.ts";
import type { Counterpart, PlainState } from "../explore/work/outcome.ts";
import { recordFromItf, toItf } from "./itf.ts";
import type { Json } from "./json.ts";
import type { TraceDocument } from "./schema.ts";

type Document = NonNullable<TraceDocument["#meta"]["cutcheck"]["counterpart"]>;

export function counterpartToItf({ machine, types, before, after, possible }: Counterpart): Json {
  const itf = (state: PlainState): Json => toItf({ kind: "record", fields: types }, state);
  return {
    machine,
    types: types as unknown as Json,
    before: before === null ? null : itf(before),
    after: itf(after),
    possible: possible.map(({ action, parameters, actor, fault, state }) => ({ action, parameters, actor, fault, state: itf(state) })),
  };
}

/** Errors: CUT402 for a value that does not fit its type. */
export function counterpartFromItf({ machine, types, before, after, possible }: Document): Counterpart {
  const fields: Readonly<Record<string, TypeNode>> = types;
  const at = ["#meta", "cutcheck", "counterpart"];
  const plain = (itf: unknown, ...path: readonly PropertyKey[]): PlainState => recordFromItf(fields, itf, [...at, ...path]);
  return {
    machine,
    types: fields,
    before: before === null ? null : plain(before, "before"),
    after: plain(after, "after"),
    possible: possible.map((step, i) => ({ ...step, state: plain(step.state, "possible", i, "state") })),
  };
}
