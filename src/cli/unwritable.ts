/** What cannot be written, as its user reads it: which path, why, and what to do. */
import { accessSync, constants } from "node:fs";
import { dirname, resolve } from "node:path";

/** Of a path below the working directory or anywhere; a system error like that which it stands for. */
export class UnwritableError extends Error {
  override readonly name = "UnwritableError";
  readonly code: string;
  readonly syscall: string;
  readonly path: string;

  constructor(path: string, { code = "", syscall = "", message }: NodeJS.ErrnoException, elsewhere: string) {
    const reason = code === "ENOENT" ? reasonOfNowhere(path) : code;
    const [why, first] = reasons[reason] ?? [message, "Look at its disk"];
    super(`${path} cannot be written: ${why} (${reason}). ${first}, or ${elsewhere}.`);
    this.code = reason;
    this.syscall = syscall;
    this.path = path;
  }
}

/** What may be otherwise tomorrow, and says nothing about what was asked: a disk that is full or read-only, or belongs to somebody else. */
export function isOfDisk({ code }: UnwritableError): boolean {
  return ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM"].includes(code);
}

const spaceNeeded = "Free some there";
const fileInTheWay = "Move it away";

/** Why, and what to do about it. */
const reasons: Readonly<Record<string, readonly [why: string, first: string]>> = {
  ENOSPC: ["no space is left on its disk", spaceNeeded],
  EDQUOT: ["the quota of its disk is used up", spaceNeeded],
  EROFS: ["its disk is read-only", "Make it writable"],
  EACCES: ["that is not permitted", "Change the permissions"],
  EPERM: ["that is not permitted", "Change the permissions"],
  ENOTDIR: ["a file stands where a folder is wanted", fileInTheWay],
  EEXIST: ["a file stands where a folder is wanted", fileInTheWay],
  EISDIR: ["a folder stands there", fileInTheWay],
  ENOENT: ["its folder cannot be made", "Make it"],
  EBADF: ["it is closed", "Leave it open"],
};

/** A folder that cannot be made in a read-only place is told as one that is not there: the nearest one that is there says why. */
function reasonOfNowhere(path: string): string {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    try {
      accessSync(folder, constants.W_OK);
      return "ENOENT";
    } catch (error) {
      const { code = "ENOENT" } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" || dirname(folder) === folder) return code;
    }
  }
}
