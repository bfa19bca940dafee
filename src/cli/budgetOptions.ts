/** The options that say with how much an instance is explored, and how much of it. */
import { type Command, Option } from "commander";
import { readCount, readMemory, readSeconds, readWorkers, workersDefault } from "./arguments.ts";

/** Adds the off switch of the reduction by symmetry: the flag is then `symmetry`. */
export function addSymmetryOption(command: Command): void {
  command.option("--no-symmetry", "count states that differ by the names of interchangeable members (t.scalarset) one by one: the same verdicts, more states");
}

/** Adds them to a command, whose flags are then `BudgetOptions`. */
export function addBudgetOptions(command: Command): void {
  command
    .addOption(
      new Option("--workers <n>", "threads that explore an instance together when it is large: the same answers")
        .argParser(readWorkers)
        .default(workersDefault, "the cores, at most 8"),
    )
    .addOption(new Option("--max-states <n>", "stop an instance at the end of the level in which it exceeds this many distinct states").argParser(readCount))
    .addOption(new Option("--max-depth <n>", "stop an instance at this many steps from the initial states").argParser(readCount))
    .addOption(
      new Option("--max-memory <size>", "stop an instance when the process takes this, as 4GB (default: 60% of the machine's memory)").argParser(readMemory),
    )
    .addOption(new Option("--max-seconds <n>", "stop an instance after this time").argParser(readSeconds));
}
