/** The machines of the benchmark: the same cases as the specs' tests, with the Promela model of each. */

export interface BenchModel {
  readonly title: string;
  readonly spec: string;
  readonly case: string;
  readonly states: number;
  readonly transitions: number;
  /** File in `bench/promela`, its `-D` definitions, and the depth of the search stack that SPIN needs. */
  readonly promela: { readonly file: string; readonly definitions: readonly string[]; readonly depthMax: number };
  /** Only with `--full`. */
  readonly full: boolean;
}

export const models: readonly BenchModel[] = [
  twoPhase(8, 1_745_408, 18_507_777, false),
  abs([2, 2, 3, 2, 2], 2_080_558, 9_545_134, false),
  {
    title: "Peterson 4",
    spec: "specs/classics/peterson.spec.ts",
    case: "n=4",
    states: 1_119_560,
    transitions: 3_864_896,
    promela: { file: "peterson.pml", definitions: ["N=4"], depthMax: 200_000 },
    full: false,
  },
  abs([2, 2, 3, 2, 3], 4_147_708, 20_159_351, true),
  twoPhase(9, 10_340_352, 123_558_401, true),
];

function twoPhase(n: number, states: number, transitions: number, full: boolean): BenchModel {
  const promela = { file: "twophase.pml", definitions: [`N=${n}`], depthMax: 10_000 };
  return { title: `TwoPhase ${n}`, spec: "specs/classics/two-phase.spec.ts", case: `n=${n}`, states, transitions, promela, full };
}

function abs(sizes: readonly [number, number, number, number, number], states: number, transitions: number, full: boolean): BenchModel {
  const definitions = ["S", "K", "C", "R", "CAP"].map((name, i) => `${name}=${sizes[i]}`);
  const promela = { file: "abs.pml", definitions, depthMax: 10_000 };
  return { title: `ABS ${sizes.join(" ")}`, spec: "specs/classics/abs.spec.ts", case: sizes.join("-"), states, transitions, promela, full };
}
