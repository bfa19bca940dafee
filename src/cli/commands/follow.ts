/** `cutcheck follow`: is a log a run that the machine of a spec can have? */
import { type Command, InvalidArgumentError, Option } from "commander";
import { readCount, readRepeatable, readSeconds, readSetting } from "../arguments.ts";
import type { Console } from "../console.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import type { FollowRequest } from "../following.ts";
import { select } from "../select.ts";

const statesDefault = 20_000;

const examples = `
Examples:
  $ cutcheck follow jobmanager.log --spec flink-checkpoint-control --set tolerable=2
  $ cutcheck follow jobmanager.log --spec flink-checkpoint-control --infer tolerable,concurrent
  $ cutcheck follow jobmanager.log --spec flink-checkpoint-control --with R1,R2
  $ kubectl logs jobmanager | cutcheck follow - --spec flink-checkpoint-control

The spec says with "logs" how lines tell of steps of its machine. See docs/follow.md.

Exit codes: 0 the machine can have this run; 1 it cannot; 2 a mistake on the command line, in the spec or in the file;
3 neither yes nor no: a limit was reached, or the log leaves what the machine has; 4 no line tells of a step; 70 a defect
of cutcheck.`;

interface FollowFlags extends Omit<FollowRequest, "file"> {
  readonly spec: string;
}

/** Adds the command to the program. */
export function addFollow(program: Command, console: Console, finish: (code: ExitCode) => void): void {
  program
    .command("follow")
    .summary("hold the log of a running system against the machine of a spec")
    .description("Reads a log and says whether it is a run that the machine of a spec can have; if not, which line cannot happen, and why.")
    .argument("<log>", "the file of a log; - for standard input")
    .addOption(new Option("--spec <spec>", "the name or the file of a spec that says how logs are followed").makeOptionMandatory())
    .addOption(new Option("--set <knob=value>", "a rule of the system that printed the log (repeatable)").argParser(readSetting).default([], "none"))
    .addOption(new Option("--scope <knob=value>", "a size of it (repeatable)").argParser(readSetting).default([], "none"))
    .addOption(
      new Option("--infer <knobs>", "try each of their values, as tolerable,concurrent=1,2,3 (repeatable)").argParser(readRepeatable).default([], "none"),
    )
    .addOption(new Option("--with <relaxations>", "what the spec may give way in, by names, or all (repeatable)").argParser(readNames).default([], "nothing"))
    .addOption(new Option("--job <name>", "follow only this job: its name, or a part of it (repeatable)").argParser(readRepeatable).default([], "all"))
    .addOption(new Option("--jitter <ms>", "lines of different threads may be out of order by so many milliseconds").argParser(readMilliseconds).default(0))
    .addOption(new Option("--max-states <n>", "stop when more states are possible behind a line").argParser(readCount).default(statesDefault))
    .addOption(new Option("--max-seconds <n>", "stop after this time").argParser(readSeconds))
    .option("--json", "print one JSON document, and nothing else, on stdout")
    .addHelpText("after", examples)
    .action(async (file: string, { spec, ...flags }: FollowFlags) => finish(await run(spec, { ...flags, file }, console)));
}

function readNames(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, ...text.split(",").filter(each => each !== "")];
}

function readMilliseconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("Give a whole number of milliseconds, at most 999999.");
  return Number(text);
}

async function run(word: string, request: FollowRequest, console: Console): Promise<ExitCode> {
  const { specs, failures } = await select([word]);
  for (const failure of failures) console.complain(failure);
  if (failures.length > 0) return exitCodes.usage;
  const { runFollow } = await import("../following.ts");
  return runFollow(specs, request, console);
}
