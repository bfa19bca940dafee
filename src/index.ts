/** The one public door of cutcheck. Specs import from here, by package name. */
export type { Call, ConformOptions, Driver, ParameterData, RandomOptions } from "./conform/driver.ts";
export type { ActionOptions, InitOptions } from "./dsl/actions.ts";
export type { Mark, Underway } from "./dsl/annotations.ts";
export type { Conditions } from "./dsl/conditions.ts";
export { t } from "./dsl/constructors.ts";
export { indices, range } from "./dsl/domain.ts";
export { enabled } from "./dsl/enabled.ts";
export { CutcheckError, type ErrorCode, errorCodes, type Mistake, type Place, type Scalar } from "./dsl/errors.ts";
export { type Expectation, type ExpectedCounts, holds, type ReducedCounts, violates } from "./dsl/expectation.ts";
export type { Fairness, GroupFairness } from "./dsl/fairness.ts";
export { type Knobs, type KnobValues, knob } from "./dsl/knobs.ts";
export type { Moment, StepMoment } from "./dsl/liveness.ts";
export {
  type Debt,
  type LineContext,
  type LineKind,
  type LoggedStep,
  type LogLine,
  type LogMapping,
  type LogOptions,
  logs,
  logWords,
  type Move,
  type Moves,
} from "./dsl/logs.ts";
export { Machine, type MachineDefinition, machine, type StateOf, type WritableStateOf } from "./dsl/machine.ts";
export type { Observation, ObservedData } from "./dsl/observed.ts";
export type { Choice, CompositeValue, Domains } from "./dsl/parameters.ts";
export { type Member, numberOf } from "./dsl/scalarset.ts";
export { type Case, type CaseOptions, type Spec, type SpecOptions, spec, type Tier } from "./dsl/spec.ts";
export type { Step, StepOptions } from "./dsl/steps.ts";
export { type MemberOf, type PlainOf, type RecordView, type Scalarset, type Type, type ViewOf, values } from "./dsl/types.ts";
export type { Unordered } from "./dsl/unordered.ts";
export {
  assign,
  type BagView,
  equal,
  type FifoView,
  type Input,
  type MapView,
  type Plain,
  plain,
  type ScalarArrayView,
  type SeqView,
  type SetView,
} from "./dsl/views.ts";
export { type FollowDocument, followSchema } from "./render/followJson.ts";
export { type GraphDocument, graphSchema } from "./render/graphJson.ts";
export { type MatrixDocument, matrixSchema } from "./render/matrixJson.ts";
export { type Report, reportedResultSchema, reportSchema } from "./render/reportJson.ts";
export { type RunsLine, runsLineSchema } from "./render/runsJson.ts";
export { type SimulationDocument, simulationSchema } from "./render/simulationJson.ts";
export { type SmallestDocument, smallestSchema } from "./render/smallestJson.ts";
