/** The kept logs of running jobs, followed by the machines of commits and of splits. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { followJob, mutantsOfJob } from "../../conformance/logs/jobs.ts";

const folder = "test/fixtures/flink-logs";

const jobOf = (name: string) => ({
  name,
  file: `${folder}/${name}.log`,
  settings: JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")),
});

describe.each([
  ["commit", "flink-commit-notifications"],
  ["split", "flink-split-assignment"],
])("kept logs about %s", (part, spec) => {
  const names = readdirSync(folder).flatMap(file => (file.includes(`-${part}-`) && file.endsWith(".log") ? [file.slice(0, -".log".length)] : []));

  test("are of both versions", () => {
    expect(names.map(name => name.split("-")[0]).sort()).toEqual(["1.20.5", "2.3.0"]);
  });

  test.each(names)("%s is one that the machine can have, to its end or to where it leaves the machine", name => {
    const job = jobOf(name);
    const [followed] = followJob(job, readFileSync(job.file, "utf8")).filter(each => each.spec === spec);
    expect(["followed", "left"]).toContain(followed.followed.verdict);
    expect(followed.followed.told).toBeGreaterThan(30);
  });

  // A log that is cut ends before some of what is owed is overdue.
  test.each(names)("%s is refused in four of five cases in which one of its lines is wrong", name => {
    const job = jobOf(name);
    const text = readFileSync(job.file, "utf8");
    const [followed] = followJob(job, text).filter(each => each.spec === spec);
    const tried = mutantsOfJob(followed, text, 12)
      .flatMap(each => each.tried)
      .filter(({ fate }) => fate !== "commute");
    const refused = tried.filter(({ fate }) => fate === "refused");
    expect(tried.length).toBeGreaterThan(30);
    expect(refused.length / tried.length).toBeGreaterThanOrEqual(0.8);
  });
});
