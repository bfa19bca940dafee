/** The log of a job, held against the specs that can tell something of it. */

import checkpointControl from "../../specs/flink/checkpoint-control.spec.ts";
import commitNotifications from "../../specs/flink/commit-notifications.spec.ts";
import splitAssignment from "../../specs/flink/split-assignment.spec.ts";
import type { Spec } from "../../src/dsl/spec.ts";
import { entriesOf, logOf } from "./entries.ts";
import { eventsOf, type Followed, type Follower, followerOf, followWithFewest } from "./following.ts";
import type { JobLog, JobSettings } from "./generate.ts";
import { type Tried, tryMutants } from "./mutants.ts";

/** A log, or what is left of it without its acknowledgements, and what came of following it. */
export interface JobFollowed {
  readonly log: JobLog;
  readonly spec: string;
  /** Whether the log was read with its lines of the level DEBUG. */
  readonly hasAcknowledgements: boolean;
  readonly jitter: number;
  readonly followed: Followed;
}

export interface JobMutants {
  readonly log: JobLog;
  readonly spec: string;
  readonly tried: readonly Tried[];
}

interface Subject {
  readonly spec: Spec;
  readonly takes: (settings: JobSettings) => boolean;
  /** Whether lines of the level DEBUG are needed. */
  readonly needsAcknowledgements: boolean;
  readonly knobs: (settings: JobSettings, ids: number) => Readonly<Record<string, string | number>>;
}

/** The machines of the last two have regions of one source each, and the last one has one coordinator. */
const hasSimpleRegions = ({ exchange, pipelines }: JobSettings): boolean => !exchange && pipelines === 1;

const subjects: readonly Subject[] = [
  {
    spec: checkpointControl,
    takes: () => true,
    needsAcknowledgements: false,
    knobs: ({ tolerable, concurrent, version }) => ({ tolerable, concurrent, version: version.split(".").slice(0, 2).join(".") }),
  },
  {
    spec: commitNotifications,
    takes: hasSimpleRegions,
    needsAcknowledgements: true,
    knobs: ({ regions, concurrent }, ids) => ({ subtasks: regions, checkpoints: ids, concurrent }),
  },
  {
    spec: splitAssignment,
    takes: hasSimpleRegions,
    needsAcknowledgements: true,
    knobs: ({ regions, concurrent }, ids) => ({ subtasks: regions, checkpoints: ids, concurrent }),
  },
];

/** Milliseconds by which lines may be out of order: the first of these with which a log is not refused. */
const jitters = [0, 5, 20] as const;

/** Follows a log with each spec that can tell something of it, and a log with acknowledgements a second time without them. */
export function followJob(log: JobLog, text: string): readonly JobFollowed[] {
  return subjects
    .filter(subject => subject.takes(log.settings))
    .flatMap(subject => {
      const isDebug = log.settings.mode === "debug";
      const whole = isDebug || !subject.needsAcknowledgements ? [followOne(subject, log, text, isDebug)] : [];
      const rest = isDebug && !subject.needsAcknowledgements ? [followOne(subject, log, withoutDebug(text), false)] : [];
      return [...whole, ...rest];
    });
}

/** Mutated logs of one that is followed, at least for some lines, and that has acknowledgements. */
export function mutantsOfJob({ log, spec, hasAcknowledgements, jitter, followed }: JobFollowed, text: string, perKind: number): readonly JobMutants[] {
  const subject = subjects.find(each => each.spec.name === spec);
  if (subject === undefined || !hasAcknowledgements || !["followed", "left"].includes(followed.verdict)) return [];
  return [{ log, spec, tried: tryMutants(followerIn(subject, log, text, jitter), text, followed.needed, perKind) }];
}

function followOne(subject: Subject, log: JobLog, text: string, hasAcknowledgements: boolean): JobFollowed {
  const attempt = (jitter: number): JobFollowed => {
    const follower = followerIn(subject, log, text, jitter);
    return { log, spec: subject.spec.name, hasAcknowledgements, jitter, followed: followWithFewest(follower, eventsOf(follower, text)) };
  };
  return jitters.slice(1).reduce((best, jitter) => (best.followed.verdict === "refused" ? attempt(jitter) : best), attempt(jitters[0]));
}

function followerIn({ spec, knobs }: Subject, { settings }: JobLog, text: string, jitter: number): Follower {
  const ids = entriesOf(text).map(entry => Number(/^Triggering checkpoint (\d+)/.exec(entry.text)?.[1] ?? 0));
  return followerOf(spec, knobs(settings, Math.max(...ids) + 1), jitter);
}

function withoutDebug(text: string): string {
  return logOf(entriesOf(text).filter(({ level }) => level !== "DEBUG"));
}
