/** Follows texts as the command does, without files and clock. */
import { resolveKnobs } from "../../src/dsl/knobs.ts";
import type { LogMapping } from "../../src/dsl/logs.ts";
import type { Spec } from "../../src/dsl/spec.ts";
import { Events } from "../../src/follow/events.ts";
import { type FollowOptions, followJob } from "../../src/follow/follow.ts";
import { LineReader } from "../../src/follow/lines.ts";
import type { JobOutcome } from "../../src/follow/outcome.ts";

const world = { now: () => 0, pause: async () => {}, reasonToStop: () => null };

export interface Asked extends Partial<Omit<FollowOptions, "relaxations">> {
  readonly relaxations?: readonly string[];
}

/** The lines of a text, read and given their kinds. */
function eventsOf(mapping: LogMapping, text: string): { readonly events: Events; readonly reader: LineReader } {
  const events = new Events(mapping);
  const reader = new LineReader(line => events.take(line));
  reader.read(text);
  reader.end();
  return { events, reader };
}

/** What is said of each job of a log. */
export async function followed(spec: Spec, text: string, asked: Asked = {}): Promise<readonly JobOutcome[]> {
  const mapping = spec.logs as LogMapping;
  const scope = resolveKnobs(mapping.scope ?? spec.scope, asked.scope ?? {}, "scope");
  const semantics = resolveKnobs({ ...spec.semantics, ...mapping.semantics }, asked.semantics ?? {}, "semantics");
  const limits = { statesMax: 20_000, jitter: 0, infer: [], inferred: [] };
  const options = { ...limits, ...asked, scope, semantics, relaxations: new Set(asked.relaxations ?? []) };
  const outcomes: JobOutcome[] = [];
  for (const log of eventsOf(mapping, text).events.byJob()) outcomes.push(await followJob(mapping, spec.name, log, options, world));
  return outcomes;
}

/** The same of a log with one job. */
export async function followedOne(spec: Spec, text: string, asked: Asked = {}): Promise<JobOutcome> {
  const [first, ...others] = await followed(spec, text, asked);
  if (first === undefined || others.length > 0) throw new Error(`the log has ${others.length + (first === undefined ? 0 : 1)} jobs`);
  return first;
}
