/** The TaskLocalStateStore (B27): copies of a task's states next to it, found by checkpoint id. */
import type { CommitWorld } from "./commit-world.ts";
import type { Listener } from "./listener.ts";
import type { Model } from "./world.ts";

export function localStateOf({ rules }: Model) {
  const local = {
    snapshot(): void {},
    stored(s: CommitWorld, task: number, id: number): void {
      s.local[task].set(id - 1, s.tasks[task].position);
    },
    complete(s: CommitWorld, task: number, id: number): void {
      for (let each = 1; each < id; each++) s.local[task].set(each - 1, null);
    },
    aborted(s: CommitWorld, task: number, id: number): void {
      s.local[task].set(id - 1, null);
    },
    /** As read: the local copy under the id is pruned, whatever the listener does (`flip-600.md` 2.10). */
    fallback(s: CommitWorld, task: number, id: number): void {
      s.local[task].set(id - 1, null);
    },
    /** A local copy has priority over the stored state. */
    restored(s: CommitWorld, task: number, id: number): void {
      const copy = local.copyFor(s, task, id);
      if (copy !== null) s.tasks[task].position = copy;
    },
    /** The position in the local copy that a restart from checkpoint `id` would use, null without one. */
    copyFor(s: Readonly<CommitWorld>, task: number, id: number): number | null {
      if (id === 0) return null;
      return s.local[task].get((rules.localRestore === "id" ? id : s.latest.tasks[task].origin) - 1);
    },
  };
  return local satisfies Listener;
}
