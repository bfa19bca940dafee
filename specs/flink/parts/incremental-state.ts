/**
 * An incremental state backend (D8, D9) and what the SharedStateRegistry knows of it (A14, A31, A32). A snapshot uploads one file and shares that of
 * its base, the last checkpoint of whose completion the task has heard; older content is compacted into the new file.
 */
import type { CommitPending, CommitWorld } from "./commit-world.ts";
import type { Listener } from "./listener.ts";
import type { Model, Part } from "./world.ts";

export function incrementalStateOf({ rules }: Model) {
  const incremental = {
    snapshot(): void {},
    stored(s: CommitWorld, task: number, id: number): void {
      s.tasks[task].uploaded.add(id);
    },
    complete(s: CommitWorld, task: number, id: number): void {
      incremental.rebase(s, task, id);
    },
    /** The base is what has completed, if this attempt has uploaded it: a savepoint's id is not among those. */
    rebase(s: CommitWorld, task: number, base: number): void {
      const { uploaded } = s.tasks[task];
      if (!uploaded.has(base)) return;
      s.tasks[task].base = base;
      for (const each of uploaded) if (each < base) uploaded.delete(each);
    },
    aborted(s: CommitWorld, task: number, id: number): void {
      s.tasks[task].uploaded.delete(id);
    },
    fallback(s: CommitWorld, task: number, id: number): void {
      if (rules.failedTaskNotif === "fallbackDrops") s.tasks[task].uploaded.delete(id);
    },
    /** The restored handle knows the checkpoint that made it. */
    restored(s: CommitWorld, task: number, id: number): void {
      s.tasks[task].uploaded.clear();
      s.tasks[task].base = id === 0 ? 0 : s.latest.tasks[task].origin;
    },
  };
  return incremental satisfies Listener;
}

/** The SharedStateRegistry hears of acknowledgements, late or not (A14), and of stored checkpoints. */
export function sharedStateRegistry({ job }: Model): Part {
  return {
    acknowledged(s: CommitWorld, { id, stage, tasks }: CommitPending, task: number) {
      if (stage !== "savepoint") register(s, task, id, tasks[task].base);
    },
    lateAcknowledged(s: CommitWorld) {
      if (s.lateAck !== null) register(s, s.lateAck.task, s.lateAck.id, s.lateAck.base);
    },
    /** The checkpoint uses its states under its id, those of a fallback as well (H5). Then nothing below it is used any more (A25, A32). */
    stored(s: CommitWorld, { id, stage }: CommitPending) {
      if (stage === "savepoint") {
        // Not in the store, it subsumes nothing; its files are there.
        for (const files of s.registry) files.set(id - 1, id);
        return;
      }
      s.latest.tasks.forEach(({ origin, base }, task) => {
        keepUsed(s, task, origin, id);
        keepUsed(s, task, base, id);
        for (let file = 0; file < job.ids; file++) if (s.registry[task].get(file) < id) s.registry[task].set(file, 0);
      });
    },
  };
}

/** The checkpoint uses the task's own file, and the one that it shares. */
function register(s: CommitWorld, task: number, id: number, base: number): void {
  s.registry[task].set(id - 1, Math.max(s.registry[task].get(id - 1), id));
  keepUsed(s, task, base, id);
}

function keepUsed(s: CommitWorld, task: number, file: number, id: number): void {
  if (file > 0 && isRegistered(s, task, file)) s.registry[task].set(file - 1, Math.max(s.registry[task].get(file - 1), id));
}

/** Whether the file that a task uploaded under an id is known and exists. There is no file 0. */
export function isRegistered(s: Readonly<CommitWorld>, task: number, id: number): boolean {
  return id === 0 || s.registry[task].get(id - 1) > 0;
}
