/**
 * Which process has left something behind, and whether it is gone. A number alone does not say: another process may have it by now, and in another container
 * the same number is another process, or none.
 */
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process, as far as it can be told from any other. What a system does not say is null: only Linux says when a process began, and where. */
export interface ProcessIdentity {
  readonly process: number;
  readonly machine: string;
  /** Of the system's present run. */
  readonly boot: string | null;
  /** When it began, in clock ticks since then. */
  readonly began: string | null;
  /** The number of its PID namespace: a container has one of its own. */
  readonly namespace: string | null;
}

/** The number of the namespace that a machine begins with (`PROC_PID_INIT_INO` of the kernel). Containers have other ones. */
const machinesOwnNamespace = "4026531836";

let own: ProcessIdentity | null = null;

export function ownIdentity(): ProcessIdentity {
  own ??= {
    process: process.pid,
    machine: hostname().replace(/[^A-Za-z0-9.-]/g, "_"),
    boot: boot(),
    began: statusOf(process.pid)?.[1] ?? null,
    namespace: namespace(),
  };
  return own;
}

/**
 * Whether a process is known to be gone. Nothing is known of another machine's, nor of one in another container, even when the machine has the same name. That a
 * boot is over says something only outside containers: two machines may run containers of one name on one volume.
 */
export function isGone(other: ProcessIdentity, me: ProcessIdentity = ownIdentity()): boolean {
  if (other.machine !== me.machine || other.namespace !== me.namespace) return false;
  if (other.boot !== me.boot) return me.namespace === machinesOwnNamespace;
  // After a restart of a container the new process often has the number of the old one.
  if (other.process === me.process) return other.began === null || other.began !== me.began;
  if (!isRunning(other.process)) return true;
  const [state, began] = statusOf(other.process) ?? [];
  // One that nobody has waited for keeps its number, and does nothing any more.
  if (state === "Z" || state === "X") return true;
  return began !== undefined && other.began !== null && began !== other.began;
}

/** The identity as a part of a file's name. */
export function tokenOf({ process: id, began, namespace: of, boot: during, machine }: ProcessIdentity): string {
  return [id, began ?? "", of ?? "", during ?? "", machine].join("-");
}

/** The inverse of {@link tokenOf}; null for any other text. */
export function identityFrom(token: string): ProcessIdentity | null {
  const [, id, began, of, during, machine] = /^(\d+)-(\d*)-(\d*)-([0-9a-f]*)-([A-Za-z0-9._-]+)$/.exec(token) ?? [];
  if (id === undefined || machine === undefined) return null;
  return { process: Number(id), machine, boot: during || null, began: began || null, namespace: of || null };
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // One of another user may not be signalled.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Fields 3 and 22 of `stat`, after the name, which may hold spaces and parentheses. */
function statusOf(id: number): readonly [state: string, began: string] | null {
  const text = known(() => readFileSync(`/proc/${id}/stat`, "utf8"));
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return [fields[0] ?? "", fields[19] ?? ""];
}

function boot(): string | null {
  const text = known(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"));
  return text === null ? null : text.replace(/[^0-9a-f]/g, "").slice(0, 12);
}

/** `pid:[4026531836]` */
function namespace(): string | null {
  return /\d+/.exec(known(() => readlinkSync("/proc/self/ns/pid")) ?? "")?.[0] ?? null;
}

function known(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
