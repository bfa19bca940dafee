/** How long turns are: short enough for signals, limits and the terminal to be looked at several times a second, however slow a spec is. */
import { NoReturnError, stuckSeconds, within } from "./limit.ts";
import type { Budget, Platform, Running, StopReason } from "./outcome.ts";
import { never } from "./turn.ts";

/** A turn lasts about so long at most. What one state takes cannot be divided. */
const turnSeconds = 0.1;

/** Turns begin with one state, and become at most so many times as long as the last one, until they take about so many seconds. */
const growth = 4;
const aimedSeconds = 0.08;
const statesMax = 2 ** 17;
/** Of whoever has no clock. */
const statesWithoutClock = 8192;

/** A turn that is in the way of the limit of time is given so long to end by itself. */
const graceSeconds = 0.5;

/** Once a turn was ended and nobody was to blame, turns may last so many times as long. */
const patience = 4;

export class Turns {
  private readonly budget: Budget;
  private readonly platform: Platform | null;
  private readonly start: number;
  private states: number;
  private secondsMax = stuckSeconds;
  private lastPause = 0;
  private isStuck = false;
  /** Whether a turn was ended: what it was working on is over. */
  wasCutOff = false;

  /** `platform`: null for whoever has no clock. The time of the budget begins now. */
  constructor(budget: Budget, platform: Platform | null) {
    this.budget = budget;
    this.platform = platform;
    this.start = platform?.now() ?? 0;
    this.states = platform === null ? statesWithoutClock : 1;
  }

  /** One turn, of so many states at most. Returns whether all is done. */
  take(running: Running, most = Number.POSITIVE_INFINITY): boolean {
    const { platform } = this;
    if (this.isStuck) {
      this.isStuck = false;
      running.cutOff();
      return false;
    }
    if (platform === null) return running.advance(Math.min(this.states, most), never);
    const began = platform.now();
    const isTime = (): boolean => platform.now() - began > turnSeconds;
    try {
      return within(this.patienceAt(began), () => running.advance(Math.min(this.states, most), isTime));
    } catch (error) {
      if (!(error instanceof NoReturnError)) throw error;
      this.cutOff(running);
      return false;
    } finally {
      this.adapt(platform.now() - began);
    }
  }

  /** For work that has no turns of its own: whether the last pause was some time ago. Then another one begins. */
  isTime(): boolean {
    const now = this.platform?.now() ?? 0;
    if (now - this.lastPause < turnSeconds) return false;
    this.lastPause = now;
    return true;
  }

  /** Why what runs is to stop; null: it may go on. */
  reasonToStop(): StopReason | null {
    const { platform, budget } = this;
    if (platform === null) return null;
    if (platform.interrupted()) return "interrupted";
    if (this.isOverdue) return "seconds";
    return platform.isOverMemory?.(budget.memoryBytesMax) === true ? "memory" : null;
  }

  /** From now on turns may last longer before they are ended; returns false when that was said before. */
  bePatient(): boolean {
    const isFirst = this.secondsMax === stuckSeconds;
    this.secondsMax = stuckSeconds * patience;
    this.wasCutOff = false;
    return isFirst;
  }

  private get isOverdue(): boolean {
    return (this.platform?.now() ?? 0) - this.start > this.budget.secondsMax;
  }

  private patienceAt(now: number): number {
    const left = this.budget.secondsMax - (now - this.start);
    return Math.min(this.secondsMax, Math.max(left, 0) + graceSeconds);
  }

  private cutOff(running: Running): void {
    this.wasCutOff = true;
    // Signals have waited long enough: they are looked at before it is found out who is to blame.
    if (this.isOverdue) running.stop("seconds");
    else this.isStuck = true;
  }

  private adapt(seconds: number): void {
    const aim = this.states * Math.min(growth, aimedSeconds / seconds);
    this.states = Math.max(1, Math.min(statesMax, Math.floor(aim)));
  }
}
