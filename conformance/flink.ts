/** The released versions of Flink that the models are held against, and how a program is run with one of them. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run, runOrFail } from "./process.ts";

/** A line of versions: a profile of `conformance/flink/pom.xml`. */
export interface Flink {
  /** How it is asked for on the command line, and the name of its folder below `target`. */
  readonly line: string;
  readonly version: string;
  readonly profile: string;
}

export const flinks: readonly Flink[] = [
  { line: "1.20", version: "1.20.5", profile: "flink1.20" },
  { line: "2", version: "2.3.0", profile: "flink2" },
];

/** The Maven project. */
export const project = resolve("conformance/flink");

const javaMinimum = 17;
const memory = "-Xmx1g";
/** What Flink's serializers look into. */
const opens = ["java.lang", "java.util", "java.util.concurrent", "java.time", "java.net"].flatMap(name => ["--add-opens", `java.base/${name}=ALL-UNNAMED`]);

/** What is missing to compile and run Java, one sentence each. */
export async function missingTools(): Promise<readonly string[]> {
  const [compiler, maven] = await Promise.all([run("javac", ["-version"], "."), run("mvn", ["--version"], ".")]);
  const major = Number(/javac (\d+)/.exec(compiler.output)?.[1] ?? Number.NaN);
  const missing: string[] = [];
  if (compiler.code !== 0) missing.push("There is no javac: install a JDK, 17 or later (Debian: apt-get install openjdk-17-jdk-headless).");
  else if (!(major >= javaMinimum)) missing.push(`The JDK is of version ${compiler.output.trim()}: 17 or later is needed.`);
  if (maven.code !== 0) missing.push("There is no mvn: install Maven, 3.6.3 or later (Debian: apt-get install maven).");
  return missing;
}

/** Runs Maven for one version. What is downloaded stays in its repository. Errors: it fails; the output says why. */
export function maven({ profile }: Flink, args: readonly string[]): Promise<string> {
  return runOrFail("mvn", ["-q", "-B", "-P", profile, ...args], project);
}

/** Compiles the drivers, and writes down their class path. */
export async function compile(flink: Flink): Promise<void> {
  await maven(flink, ["compile"]);
}

/** The arguments with which `java` runs a class of the project. */
export async function javaArguments({ line }: Flink, main: string, args: readonly string[]): Promise<readonly string[]> {
  const target = join(project, "target", line);
  const libraries = await readFile(join(target, "classpath.txt"), "utf8");
  return [memory, "-XX:+UseSerialGC", ...opens, "-cp", `${join(target, "classes")}:${libraries.trim()}`, main, ...args];
}
