/** The run that the page is about, from the JSON that stands in it. */
import { recordFromItf } from "../../../counterexample/itf.ts";
import type { TypeNode } from "../../../dsl/types.ts";
import { byId } from "./elements.ts";

type State = Readonly<Record<string, unknown>>;

interface TraceDocument {
  readonly "#meta": { readonly cutcheck: { readonly types: Readonly<Record<string, TypeNode>> } };
  readonly states: readonly State[];
}

/** The states of the run, the initial one first. */
export interface PageTrace {
  readonly types: Readonly<Record<string, TypeNode>>;
  readonly states: readonly State[];
}

export function readPageTrace(): PageTrace {
  const document = JSON.parse(byId("trace").textContent ?? "") as TraceDocument;
  const { types } = document["#meta"].cutcheck;
  const states = document.states.map(({ "#meta": _, ...state }, i) => recordFromItf(types, state, ["states", i]));
  return { types, states };
}
