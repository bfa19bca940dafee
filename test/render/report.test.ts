import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { adHoc, type Result } from "../../src/check/check.ts";
import { reportText } from "../../src/render/report.ts";
import type { ReportedResult } from "../../src/render/reported.ts";
import { checked, instanceNamed, toy } from "./toy.ts";

const plain = new Chalk({ level: 0 });

function reported(result: Result, counterexample: string | null = null, remark: string | null = null): ReportedResult {
  return { result, counterexample, remark };
}

describe("the report of a check", () => {
  it("is a table and one line when everything holds as expected", async () => {
    expect(reportText([reported(await checked(instanceNamed("dropped")))], plain)).toBe(
      `spec  case     verdict  expected  states  depth   time
toy   dropped  holds    yes            8      3  3.0 s

1 instance: 1 as expected; 8 states in 3.0 s.
`,
    );
  });

  it("explains everything else in a sentence each", async () => {
    const accepted = reported(await checked(instanceNamed("accepted")), "counterexamples/toy/accepted");
    const others = await Promise.all(["vacuous", "surprise", "longer"].map(name => checked(instanceNamed(name))));
    const stopped = [await checked(instanceNamed("dropped"), { statesMax: 3 }), await checked(instanceNamed("dropped"), { depthMax: 1 })];
    const results = [
      accepted,
      ...others.map(each => reported(each)),
      ...stopped.map(each => reported(each)),
      reported(await checked(adHoc(toy, {}, { late: "accepted" })), null, "its counterexample was not kept"),
    ];
    expect(reportText(results, plain)).toBe(
      `spec  case      verdict     expected  states  depth   time
toy   accepted  violated    yes            8      3  3.0 s
toy   vacuous   vacuous     NO             8      3  3.0 s
toy   surprise  violated    NO             8      3  3.0 s
toy   longer    violated    NO            16      4  3.0 s
toy   dropped   incomplete  NO             5      2  3.0 s
toy   dropped   incomplete  NO             2      1  3.0 s
toy   (ad hoc)  violated    -              8      3  3.0 s

toy accepted: "an aborted checkpoint stays aborted" is violated after 4 steps. As expected.
  see      counterexamples/toy/accepted
toy vacuous: Nothing is violated, but the witness "three tasks acknowledge" was never reached: the
  verdict says less than it seems to.
  differs  verdict: holds expected, vacuous found
toy surprise: "an aborted checkpoint stays aborted" is violated after 4 steps.
  differs  verdict: holds expected, violated found
toy longer: "an aborted checkpoint stays aborted" is violated after 5 steps.
  differs  steps: 4 expected, 5 found
toy dropped: Stopped at the limit of states (--max-states): every run of at most 2 steps was
  covered, 5 states in all, and no violation was found in them; what lies beyond is unknown.
  differs  verdict: holds expected, incomplete found
toy dropped: Stopped at the limit of depth (--max-depth): every run of at most 1 step was covered,
  2 states in all, and no violation was found in them; what lies beyond is unknown.
  differs  verdict: holds expected, incomplete found
toy (ad hoc): "an aborted checkpoint stays aborted" is violated after 4 steps.
  note     its counterexample was not kept

7 instances: 1 as expected, 6 not (2 incomplete, 1 vacuous); 55 states in 21 s.
`,
    );
  });

  it("sums up more than five expected violations that the archive shows, and tells the others one by one", async () => {
    const result = await checked(instanceNamed("accepted"));
    const expected = reported(result, "counterexamples/toy/accepted");
    const finding = { ...result.outcome.finding, property: "another property" } as Result["outcome"]["finding"];
    const others = Array.from({ length: 5 }, () => ({ ...expected, result: { ...result, outcome: { ...result.outcome, finding } } }));
    const middle = (all: readonly ReportedResult[]) => reportText(all, plain).split("\n\n").slice(1, -1).join("\n\n");
    const stale = { ...expected, remark: "the archive differs" };
    expect(middle([expected, ...others, stale])).toBe(
      `6 violations as expected, each with its counterexample: cutcheck show <spec>/<case>.
  toy
    1  an aborted checkpoint stays aborted
    5  another property

toy accepted: "an aborted checkpoint stays aborted" is violated after 4 steps. As expected.
  see      counterexamples/toy/accepted
  note     the archive differs`,
    );
    expect(middle(others)).toMatch(/^(toy accepted: "another property" is violated after 4 steps\. As expected\.\n {2}see.*\n?){5}$/);
  });

  it("shows a spec's mistake with its place and the run that leads there", async () => {
    expect(reportText([reported(await checked(instanceNamed("broken")))], plain)).toBe(
      `spec  case    verdict  expected  states  depth   time
toy   broken  error    NO             2      1  3.0 s

toy broken: The spec has a mistake.
  differs  verdict: holds expected, error found
  CUT201 s.task[0].epoch cannot hold 2.
    in      spec toy, case broken
    at      the effect of ack(task: 0)
    field   s.task[0].epoch
    given   2
    allowed an integer from 0 to 1
    do      Guard the action, or widen the type.

    The run that leads there has 1 step:
    1  trigger
         phase  idle -> pending
    and ends in this state:
         phase    pending
         acked    {}
         task[0]  {epoch: 0}
         task[1]  {epoch: 0}

1 instance: 0 as expected, 1 not (1 error); 2 states in 3.0 s.
`,
    );
  });

  it("lists several things that never happened", async () => {
    const result = await checked(instanceNamed("vacuous"));
    const text = reportText([reported({ ...result, neverEnabled: ["timeout", "decline"], missingWitnesses: ["late ack"] })], plain);
    expect(text).toContain(
      `toy vacuous: Nothing is violated, but the witness "late ack" was never reached, the action timeout
  was never enabled and the action decline was never enabled: the verdict says less than it seems
  to.`,
    );
  });

  it("says why it stopped, and claims nothing when nothing was covered", async () => {
    const result = await checked(instanceNamed("dropped"));
    const stopped = (reason: "memory" | "seconds" | "interrupted", levels: readonly number[]): string => {
      const outcome = {
        ...result.outcome,
        finding: { verdict: "incomplete", reason },
        counts: { ...result.outcome.counts, distinctStates: 7, levels },
      } as const;
      return reportText([reported({ ...result, verdict: "incomplete", asExpected: false, outcome })], plain).split("\n\n")[1]!;
    };
    expect(stopped("memory", [1, 2, 4])).toBe(
      `toy dropped: Stopped at the limit of memory (--max-memory): every run of at most 1 step was
  covered, 7 states in all, and no violation was found in them; what lies beyond is unknown.`,
    );
    expect(stopped("seconds", [7])).toContain("Stopped at the limit of time (--max-seconds): not even the initial states were");
    expect(stopped("interrupted", [3, 4])).toContain("Stopped because it was interrupted: only the initial states were covered,");
  });

  it("has colours where they are wanted, and the same words", async () => {
    const results = [reported(await checked(instanceNamed("accepted"))), reported(await checked(instanceNamed("vacuous")))];
    const coloured = reportText(results, new Chalk({ level: 1 }));
    const esc = String.fromCharCode(27);
    expect(coloured).toContain(`${esc}[33mvacuous`);
    expect(coloured.replaceAll(new RegExp(`${esc}\\[[0-9;]*m`, "g"), "")).toBe(reportText(results, plain));
  });
});
