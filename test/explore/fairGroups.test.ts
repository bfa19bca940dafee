/** Promises per chosen parameters, and for several actions together, decided on machines whose answers are plain to see; at random in `liveness.test.ts`. */
import { assign, machine, spec, t } from "cutcheck";
import { describe, expect, test } from "vitest";
import { adHoc } from "../../src/check/check.ts";
import { archiveOf, readTrace, writeTrace } from "../../src/counterexample/archive.ts";
import { replay } from "../../src/counterexample/replay.ts";
import type { Fairness, GroupFairness } from "../../src/dsl/fairness.ts";
import { explore } from "../../src/explore/explore.ts";

type Fair = Fairness | GroupFairness;

/** Two clients are served by two servers, over and over: who was served last, and by whom. */
const serving = (fair: Fair) =>
  machine("serving", { client: t.int(0, 1), server: t.int(0, 1) })
    .action("serve", { client: [0, 1], server: [0, 1] }, { fair, then: (s, { client, server }) => void assign(s, { client, server }) })
    .infinitelyOften("client 1 is served", s => s.client === 1)
    .infinitelyOften("server 1 serves", s => s.server === 1);

const violated = (fair: Fair): string | null => {
  const { finding } = explore(serving(fair).definition);
  return finding.verdict === "violated" ? finding.property : null;
};

describe("a promise per chosen parameters", () => {
  // Strong, for serving the same again changes nothing: such a step is not enabled.
  test("is kept for each choice of these, whichever the others", () => {
    expect(violated({ kind: "strong", per: "instance" })).toBeNull();
    expect(violated({ kind: "strong", per: "action" })).toBe("client 1 is served");
    expect(violated({ kind: "strong", per: [] })).toBe("client 1 is served");
    expect(violated({ kind: "strong", per: ["client"] })).toBe("server 1 serves");
    expect(violated({ kind: "strong", per: ["server"] })).toBe("client 1 is served");
    expect(violated({ kind: "strong", per: ["client", "server"] })).toBeNull();
  });
});

/** A message is delivered or lost, and sent again until it is delivered. */
const channel = (deliver: Fair | undefined, lose: Fair | undefined) =>
  machine("channel", { at: t.oneOf("sender", "channel", "receiver") })
    .action("send", { fair: "weak", when: s => s.at === "sender", then: s => void assign(s, { at: "channel" }) })
    .action("deliver", { ...(deliver && { fair: deliver }), when: s => s.at === "channel", then: s => void assign(s, { at: "receiver" }) })
    .action("lose", { ...(lose && { fair: lose }), when: s => s.at === "channel", then: s => void assign(s, { at: "sender" }) })
    .terminal(s => s.at === "receiver")
    .leadsTo(
      "something becomes of it",
      s => s.at === "channel",
      s => s.at !== "channel",
    )
    .eventually("it arrives", s => s.at === "receiver");

describe("a promise of a group", () => {
  const group = (kind: "weak" | "strong"): GroupFairness => ({ kind, group: "the channel" });
  const finding = (deliver: Fair | undefined, lose: Fair | undefined) => explore(channel(deliver, lose).definition).finding;

  test("is kept by any of its actions", () => {
    expect(finding(undefined, undefined)).toMatchObject({ property: "something becomes of it" });
    expect(finding(group("weak"), group("weak"))).toMatchObject({ property: "it arrives", trace: { steps: [{ action: "send" }, { action: "lose" }] } });
    expect(finding(group("strong"), group("strong"))).toMatchObject({ property: "it arrives" });
    expect(finding({ kind: "strong", per: "instance" }, { kind: "strong", per: "instance" })).toEqual({ verdict: "holds" });
  });

  test("has the group's name where it waits, and where a replay breaks it", () => {
    const lazy = channel(undefined, undefined);
    const found = finding(undefined, undefined);
    if (found.verdict !== "violated") return expect.unreachable();
    const waits = spec("channel", { title: "", summary: "", build: () => lazy, cases: [] });
    const archive = readTrace(writeTrace(archiveOf(adHoc(waits, {}, {}), lazy.definition, found.property, found.trace)), "trace.json");
    const fair = spec("channel", { title: "", summary: "", build: () => channel(group("weak"), group("weak")), cases: [] });
    expect(replay(archive, waits)).toMatchObject({ outcome: "violates" });
    expect(replay(archive, fair)).toMatchObject({ outcome: "unfair", broken: { action: "the channel", parameters: null, kind: "weak" } });
  });

  test("with chosen parameters is one for each choice of them", () => {
    const fair = (per: readonly string[]): GroupFairness => ({ kind: "weak", group: "work", per });
    const work = (per: readonly string[]) =>
      machine("work", { at: t.array(2, t.int(0, 1)) })
        .action("up", { task: [0, 1] }, { fair: fair(per), when: (s, { task }) => s.at.get(task) === 0, then: (s, { task }) => s.at.set(task, 1) })
        .action("down", { task: [0, 1] }, { fair: fair(per), when: (s, { task }) => s.at.get(task) === 1, then: (s, { task }) => s.at.set(task, 0) })
        .infinitelyOften("task 0 is up", s => s.at.get(0) === 1)
        .infinitelyOften("task 1 is up", s => s.at.get(1) === 1);
    expect(explore(work(["task"]).definition).finding).toEqual({ verdict: "holds" });
    expect(explore(work([]).definition).finding).toMatchObject({ verdict: "violated", property: "task 0 is up" });
  });
});
