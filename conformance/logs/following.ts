/** Follows logs with the machines of specs, as `cutcheck follow` does, many times over: a mutated log begins where the log itself has come to. */
import { type KnobValue, resolveKnobs } from "../../src/dsl/knobs.ts";
import { buildFollowing, type LogMapping, type LogSettings } from "../../src/dsl/logs.ts";
import type { Spec } from "../../src/dsl/spec.ts";
import { Events, type LogEvent } from "../../src/follow/events.ts";
import { Following } from "../../src/follow/following.ts";
import { LineReader } from "../../src/follow/lines.ts";

/** Possible states at a time. */
const statesMax = 5_000;

export type Verdict = "followed" | "left" | "refused" | "incomplete" | "vacuous";

/** What came of following a log. */
export interface Followed {
  readonly verdict: Verdict;
  /** Lines that told of something. */
  readonly told: number;
  /** The most states that were possible behind a line. */
  readonly statesPeak: number;
  /** The relaxations that were needed. */
  readonly needed: readonly string[];
  /** Where it stopped, and why; empty at the end of the log. */
  readonly why: string;
}

/** A spec with its mapping, and the settings of a job. */
export interface Follower {
  readonly spec: Spec;
  readonly mapping: LogMapping;
  readonly scope: LogSettings;
  readonly semantics: LogSettings;
  /** Milliseconds by which lines may be out of order. */
  readonly jitter: number;
}

/** Errors: the spec says nothing of logs; a knob is unknown or has no such value. */
export function followerOf(spec: Spec, given: Readonly<Record<string, KnobValue>>, jitter: number): Follower {
  const { logs: mapping } = spec;
  if (mapping === null) throw new Error(`${spec.name} says nothing of logs`);
  const knobs = { scope: { ...mapping.scope }, semantics: { ...spec.semantics, ...mapping.semantics } };
  const place = { spec: spec.name };
  const of = (names: object) => Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(names, name)));
  return {
    spec,
    mapping,
    scope: resolveKnobs(knobs.scope, of(knobs.scope), "scope", place),
    semantics: resolveKnobs(knobs.semantics, of(knobs.semantics), "semantics", place),
    jitter,
  };
}

/** The lines of the log's only job; where there are several, of the one with most lines. */
export function eventsOf({ mapping }: Follower, log: string): readonly LogEvent[] {
  const events = new Events(mapping);
  const reader = new LineReader(line => events.take(line));
  reader.read(log);
  reader.end();
  return events.byJob().reduce<readonly LogEvent[]>((most, job) => (job.events.length > most.length ? job.events : most), []);
}

/** Follows a log to its end. Without `relaxations`: with all that the mapping has. */
function follow(follower: Follower, events: readonly LogEvent[], relaxations: readonly string[] = Object.keys(follower.mapping.relaxations)): Followed {
  const following = open(follower, events, relaxations);
  try {
    while (!following.isOver) following.advance(() => false);
    return outcomeOf(following);
  } finally {
    following.release();
  }
}

/** As {@link follow}; where it is followed, with the fewest relaxations of those that were used. */
export function followWithFewest(follower: Follower, events: readonly LogEvent[]): Followed {
  let best = follow(follower, events);
  for (const name of best.needed) {
    const without = best.needed.filter(each => each !== name);
    const trial = follow(follower, events, without);
    if (trial.verdict === best.verdict && trial.why === best.why) best = trial;
  }
  return best;
}

export function open(follower: Follower, events: readonly LogEvent[], relaxations: readonly string[]): Following {
  const { mapping, scope, semantics, jitter, spec } = follower;
  const machine = buildFollowing(mapping, scope, semantics, { spec: spec.name });
  const limits = { statesMax, jitter, relaxations: new Set(relaxations) };
  return new Following(machine.definition, mapping, { ...scope, ...semantics }, events, limits);
}

function outcomeOf({ stop, told, statesPeak, relaxationsUsed, events }: Following): Followed {
  const line = stop === null ? undefined : events[stop.index]?.line;
  const reached = told === 0 ? "vacuous" : "followed";
  const verdicts = { refused: "refused", states: "incomplete", left: "left", ended: reached } as const;
  const reason = stop !== null && "why" in stop ? stop.why : (stop?.kind ?? "");
  const detail = stop?.kind === "refused" ? `${stop.reasons[0]?.missing ?? stop.overdue[0]?.about ?? ""}: ${line?.text ?? ""}` : "";
  return {
    verdict: stop === null ? reached : verdicts[stop.kind],
    told,
    statesPeak,
    needed: relaxationsUsed,
    why: stop === null || stop.kind === "ended" ? "" : `line ${line?.number ?? 0}: ${detail || reason}`,
  };
}
