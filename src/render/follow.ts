/** What following a log has said, in the terminal. */
import type { ChalkInstance } from "chalk";
import { changes } from "../counterexample/changes.ts";
import type { LogLine } from "../dsl/logs.ts";
import type { Explanation } from "../follow/explain.ts";
import type { Fits, FollowOutcome, JobOutcome, Refusal } from "../follow/outcome.ts";
import type { Reason } from "../follow/reasons.ts";
import { count, counted } from "./numbers.ts";
import { printable, shortened } from "./printable.ts";
import { actionText, actorText, changesOfSteps, knobsText } from "./steps.ts";
import { changeLines, fieldLines, traceWidth } from "./trace.ts";
import { hanging } from "./wrap.ts";

/** Of each list, so many are shown. */
const reasonsMax = 6;
const insteadMax = 10;
const formsMax = 8;
const lineCharactersMax = 240;

/** The whole answer, lines ended by newlines. */
export function followText(outcome: FollowOutcome, chalk: ChalkInstance): string {
  const lines = [
    ...headLines(outcome, chalk),
    ...outcome.jobs.flatMap(job => ["", ...jobLines(outcome, job, chalk)]),
    ...unknownLines(outcome, chalk),
    ...(outcome.jobs.length === 0 ? ["", "The mapping knows none of these lines: the log says nothing of this machine."] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function labelled(label: string, text: string, chalk: ChalkInstance): string {
  return `${chalk.dim(label.padEnd(10))}${hanging(" ".repeat(10), text, traceWidth).slice(10)}`;
}

function headLines({ spec, log, lines, oddities, allowed }: FollowOutcome, chalk: ChalkInstance): readonly string[] {
  const odd = [
    ...(oddities.headless > 0 ? [`${counted(oddities.headless, "line")} before the first one with a time`] : []),
    ...(oddities.damaged > 0 ? [`${counted(oddities.damaged, "line")} with characters NUL, which are left out`] : []),
    ...(oddities.cut > 0 ? [`${counted(oddities.cut, "line")} too long, and looked at only up to a limit`] : []),
    ...(oddities.isEndMissing ? ["the last line has no end, and is not read"] : []),
  ];
  return [
    `${chalk.bold(printable(spec))}  ${printable(log)}`,
    labelled("log", [counted(lines, "line"), ...odd].join("; "), chalk),
    labelled("relaxed", allowed.length === 0 ? "nothing" : allowed.join(", "), chalk),
  ];
}

function jobLines(outcome: FollowOutcome, job: JobOutcome, chalk: ChalkInstance): readonly string[] {
  const { settings, known, told, statesPeak, statesMean, refusal, fits } = job;
  return [
    ...(job.job === "" ? [] : [chalk.bold(printable(job.job))]),
    labelled("settings", knobsText(Object.fromEntries(outcome.shown.map(name => [name, settings[name]]))), chalk),
    labelled("lines", `${count(told)} tell of steps, of ${count(known)} that are known`, chalk),
    labelled("states", `at most ${count(statesPeak)} possible behind a line, ${statesMean.toFixed(1)} on average`, chalk),
    ...neededLines(outcome, job, chalk),
    "",
    verdictText(job, chalk),
    ...(refusal === null ? [] : refusalLines(refusal, chalk)),
    ...(fits === null ? [] : fitLines(fits)),
  ];
}

function neededLines({ allowed }: FollowOutcome, { needed }: JobOutcome, chalk: ChalkInstance): readonly string[] {
  if (allowed.length === 0) return [];
  return [labelled("needed", needed.length === 0 ? "none of the relaxations" : needed.join(", "), chalk)];
}

/** One sentence. */
export function verdictSentence({ verdict, stoppedAt, told }: JobOutcome): string {
  switch (verdict) {
    case "followed":
      return stoppedAt === null
        ? "FOLLOWED: the machine can have this run."
        : `FOLLOWED to line ${stoppedAt.line}: the machine can have this run. There ${stoppedAt.why}; what comes behind is not looked at.`;
    case "refused":
      return `REFUSED at line ${stoppedAt?.line}: the machine cannot have this run.`;
    case "left":
      return `LEFT THE MODEL at line ${stoppedAt?.line}: ${stoppedAt?.why}. Up to there the machine can have this run; of the rest nothing is said.`;
    case "incomplete":
      return `INCOMPLETE at line ${stoppedAt?.line}: ${stoppedAt?.why}. Up to there ${counted(told, "line")} were possible.`;
    case "vacuous":
      return "VACUOUS: no line tells of a step.";
  }
}

function verdictText(job: JobOutcome, chalk: ChalkInstance): string {
  const colour = { followed: chalk.green, refused: chalk.red, left: chalk.yellow, incomplete: chalk.yellow, vacuous: chalk.yellow }[job.verdict];
  const text = verdictSentence(job);
  const [word] = /^[A-Z ]+(?=[: ]| at| to)/.exec(text) ?? [""];
  return colour(hanging("", text, traceWidth).replace(word, word));
}

function refusalLines(refusal: Refusal, chalk: ChalkInstance): readonly string[] {
  const { line, kind, reasons, overdue, states, state, initial, types, instead } = refusal;
  return [
    "",
    `  ${chalk.bold(lineText(line))}`,
    ...line.more.slice(0, 2).map(each => `  ${chalk.dim(shortened(printable(each), lineCharactersMax))}`),
    "",
    labelled("tells", printable(kind), chalk),
    ...overdue.map(each => labelled("owed", `${printable(each)}: it has not come in time`, chalk)),
    ...reasons.slice(0, reasonsMax).map((reason, i) => labelled(i === 0 ? "not" : "", reasonText(reason, states), chalk)),
    "",
    chalk.dim(statesText(refusal)),
    ...fieldLines(
      changes(types, initial, state).map(({ path, after }) => ({ path: printable(path), value: shortened(printable(after), lineCharactersMax) })),
      4,
      chalk,
    ),
    "",
    labelled("instead", instead.length === 0 ? "nothing could have happened" : insteadText(instead), chalk),
    ...runLines(refusal, chalk),
    "",
    ...explanationLines(refusal),
  ];
}

function statesText({ states, differing, types, initial, state }: Refusal): string {
  const which = differing.length === 0 ? "" : `, which differ in ${differing.join(", ")}`;
  const beginning = `${counted(states, "state was", "states were")} possible before it${which}. ${states === 1 ? "It is" : "One of them is"}`;
  return changes(types, initial, state).length === 0 ? `${beginning} the initial state.` : `${beginning} as the initial state, but:`;
}

function lineText({ number, level, logger, text }: LogLine): string {
  return `${number}  ${level} ${logger.slice(logger.lastIndexOf(".") + 1)} - ${shortened(printable(text), lineCharactersMax)}`;
}

function reasonText({ attempt, missing, states }: Reason, all: number): string {
  return `${printable(attempt)}: ${printable(missing)}${all === 1 ? "" : ` (in ${count(states)} of ${count(all)} states)`}`;
}

function insteadText(instead: Refusal["instead"]): string {
  const shown = instead.slice(0, insteadMax).map(({ action, parameters }) => actionText(action, parameters));
  return [...shown, ...(instead.length > insteadMax ? [`${instead.length - insteadMax} more`] : [])].join("; ");
}

function runLines({ run, runLines: lines, stepsBefore, types }: Refusal, chalk: ChalkInstance): readonly string[] {
  if (run.steps.length === 0) return [];
  const changed = changesOfSteps(types, run);
  return [
    "",
    chalk.dim(
      `A run that leads there${stepsBefore === 0 ? "" : `, its last ${run.steps.length} of ${stepsBefore + run.steps.length} steps`}, with the lines that tell of it:`,
    ),
    ...run.steps.flatMap((step, i) => [
      `${String(lines[i] ?? "").padStart(8)}  ${[actorText(step), chalk.bold(actionText(step.action, step.parameters))].filter(each => each !== null).join("  ")}`,
      ...changeLines(changed[i] ?? [], 14, chalk),
    ]),
  ];
}

function explanationLines({ explanation, relaxations }: Refusal): readonly string[] {
  const relaxed = relaxations.map(({ names, refusedAt }) => {
    return `With --with ${names.join(",")} it can, and the log is followed ${refusedAt === null ? "as far as the machine goes" : `to line ${refusedAt}, which cannot happen`}.`;
  });
  const closest = explanation === null ? "No single change of the lines around makes it possible." : explanationText(explanation);
  return [...relaxed, closest].map(each => hanging("", each, traceWidth));
}

/** One sentence. */
function explanationText(explanation: Explanation): string {
  const { linesBehind, areAll } = explanation;
  const further = linesBehind === 0 ? "" : `, and ${areAll ? "all" : `${linesBehind}`} of the lines behind it that were tried`;
  return `Closest explanation: ${changeText(explanation)}; then the line is possible${further}.`;
}

function changeText(explanation: Explanation): string {
  switch (explanation.kind) {
    case "exchanged":
      return `lines ${explanation.lines[0]} and ${explanation.lines[1]} are exchanged`;
    case "extra":
      return `line ${explanation.line} is one too many`;
    case "missing":
      return `before line ${explanation.before} a line is missing that tells of: ${actionText(explanation.action, explanation.parameters)}`;
  }
}

function fitLines({ knobs, tried }: Fits): readonly string[] {
  const isFit = ({ verdict }: Fits["tried"][number]): boolean => verdict !== "refused";
  const fitting = tried.filter(isFit).map(({ values }) => knobsText(values));
  const about = `${knobs.join(", ")}: ${count(fitting.length)} of ${count(tried.length)} settings fit`;
  if (fitting.length === tried.length) return ["", `${about}. Every one does: this log confirms nothing about them.`];
  const refused = tried.filter(each => !isFit(each)).map(({ values, refusedAt }) => `    ${knobsText(values)}  refused at line ${refusedAt}`);
  return ["", `${about}${fitting.length === 0 ? "." : ":"}`, ...fitting.map(each => `    ${each}`), "  not:", ...refused];
}

function unknownLines({ unknown }: FollowOutcome, chalk: ChalkInstance): readonly string[] {
  if (unknown.length === 0) return [];
  const all = unknown.reduce((sum, each) => sum + each.count, 0);
  const forms = unknown.slice(0, formsMax).map(each => `${count(each.count).padStart(8)}  ${shortened(printable(each.form), traceWidth)}`);
  const rest = unknown.length > formsMax ? [`${"".padStart(8)}  and ${counted(unknown.length - formsMax, "other form")}`] : [];
  return ["", chalk.dim(`${counted(all, "line")} of no known kind:`), ...forms, ...rest];
}
