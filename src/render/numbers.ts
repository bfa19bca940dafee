/** Numbers as people read them, the same in every locale. */

/** `1234567` as `1,234,567`. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** `1 state`, `2 states`, `1,000 states`; an irregular plural is given. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** The largest of some numbers; `atLeast` where none is larger. A list of any length: arguments of a call have to fit on the stack. */
export function largest(numbers: readonly number[], atLeast = 0): number {
  return numbers.reduce((max, each) => Math.max(max, each), atLeast);
}

/** What counts of states are of, where states that differ by the names of interchangeable members are counted once. */
export const upToSymmetry = "up to symmetry";

const byteUnits = ["B", "KB", "MB", "GB", "TB"] as const;

/** Bytes with three digits at most: `12 B`, `3.4 MB`, `512 MB`. Units are powers of 1000. */
export function bytes(value: number): string {
  let [scaled, unit] = [value, 0];
  while (scaled >= 999.5 && unit < byteUnits.length - 1) [scaled, unit] = [scaled / 1000, unit + 1];
  return `${unit === 0 || scaled >= 9.95 ? Math.round(scaled) : scaled.toFixed(1)} ${byteUnits[unit]}`;
}

/** A duration: `0.3 s`, `12 s`, `3 min 5 s`, `2 h 4 min`; what is shorter than a tenth of a second is `<0.1 s`. */
export function duration(seconds: number): string {
  if (seconds < 0.095) return "<0.1 s";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
