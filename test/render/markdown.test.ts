import { describe, expect, it } from "vitest";
import type { Archive } from "../../src/counterexample/archive.ts";
import { readTrace, writeTrace } from "../../src/counterexample/archive.ts";
import { archiveReadme, codeSpan, markdownText } from "../../src/render/markdown.ts";
import { mermaidText, sequenceDiagram } from "../../src/render/mermaid.ts";
import { archived } from "./archived.ts";

describe("the page of an archived counterexample", () => {
  it("has the question, the answer, the run, a diagram and the commands", async () => {
    expect(archiveReadme(await archived("accepted"))).toBe(
      `# toy, accepted

A toy checkpoint. A late acknowledgement counts.

## What was asked

Does this hold in every interleaving? (It is asked of every step: the state before, the state after, and the action.)

> **an aborted checkpoint stays aborted**

| | |
| --- | --- |
| these rules | \`late=accepted\` \`mistake=false\` |
| up to this size | \`tasks=2\` |

## The answer

**No**, not under these rules at this size. The shortest run that breaks it has 4 steps, 1 of them a fault; it ends with \`ack(task: 1)\`. No shorter run breaks it: runs are explored in the order of their length, all of them. The point of no return is step 2: no continuation after it avoids the violation.

## The story

1. **coordinator** \`trigger\`
2. **coordinator** \`timeout\` (a fault) **After this step nothing avoids the violation.**
3. **task 0** \`ack(task: 0)\`
4. **task 1** \`ack(task: 1)\`

\`\`\`mermaid
sequenceDiagram
  participant lane0 as coordinator
  participant lane1 as task 0
  participant lane2 as task 1
  lane0->>lane0: 1. trigger
  lane0-xlane0: 2. timeout, a fault
  Note over lane0,lane2: after this step nothing avoids the violation
  lane1->>lane1: 3. ack(task: 0)
  lane2->>lane2: 4. ack(task: 1)
  Note over lane0,lane2: violated: an aborted checkpoint stays aborted
\`\`\`

## What each step changes

| step | who | does | field | before | after |
| ---: | --- | --- | --- | --- | --- |
| 0 | | starts | the initial state, below | | |
| 1 | coordinator | \`trigger\` | \`phase\` | \`idle\` | \`pending\` |
| 2 | coordinator | \`timeout\` (fault) | \`phase\` | \`pending\` | \`aborted\` |
| 3 | task 0 | \`ack(task: 0)\` | \`acked\` | \`{}\` | \`{0}\` |
| | | | \`task[0].epoch\` | \`0\` | \`1\` |
| 4 | task 1 | \`ack(task: 1)\` | \`phase\` | \`aborted\` | \`complete\` |
| | | | \`acked\` | \`{0}\` | \`{0, 1}\` |
| | | | \`task[1].epoch\` | \`0\` | \`1\` |

## The initial state

| field | value |
| --- | --- |
| \`phase\` | \`idle\` |
| \`acked\` | \`{}\` |
| \`task[0]\` | \`{epoch: 0}\` |
| \`task[1]\` | \`{epoch: 0}\` |

## To see it yourself

\`\`\`sh
npx cutcheck check toy --case accepted
npx cutcheck show toy/accepted
npx cutcheck replay toy/accepted
\`\`\`

This page and [trace.json](trace.json) are written by \`cutcheck check --update\`. The trace is in the
[Informal Trace Format](https://apalache-mc.org/docs/adr/015adr-trace.html).
`,
    );
  });

  it("is the same from the trace that was read back", async () => {
    const archive = await archived("accepted");
    expect(archiveReadme(readTrace(writeTrace(archive), "trace.json"))).toBe(archiveReadme(archive));
  });

  it("is the same on every run, and so is the trace", async () => {
    const [first, second] = [await archived("longer"), await archived("longer")];
    expect(writeTrace(second)).toBe(writeTrace(first));
    expect(archiveReadme(second)).toBe(archiveReadme(first));
  });

  it("names the knobs of an instance that has no case", async () => {
    const archive: Archive = { ...(await archived("accepted")), case: null, about: "", semantics: { late: "it's; $(late)" } };
    const page = archiveReadme(archive);
    expect(page).toContain("# toy, an ad hoc instance\n\nA toy checkpoint.\n");
    expect(page).toContain(`npx cutcheck check toy --scope tasks=2 --set 'late=it'\\''s; $(late)'
npx cutcheck show trace.json
npx cutcheck replay trace.json
`);
    expect(page).toContain("written by `--out` of `cutcheck check`");
  });

  it("does without actors and knobs where the spec has none", async () => {
    const archive = await archived("accepted");
    const steps = archive.trace.steps.map(step => ({ ...step, actor: step.action }));
    const page = archiveReadme({ ...archive, scope: {}, semantics: {}, trace: { ...archive.trace, steps } });
    expect(page).toContain("> **an aborted checkpoint stays aborted**\n\n## The answer");
    expect(page).toContain("| 1 |  | `trigger` | `phase` | `idle` | `pending` |");
    expect(page).toContain(
      "  participant lane0 as the machine\n  lane0->>lane0: 1. trigger\n  lane0-xlane0: 2. timeout, a fault\n  Note over lane0: after this step nothing avoids the violation\n  lane0->>lane0: 3. ack(task: 0)\n",
    );
    expect(archiveReadme({ ...archive, semantics: {} })).toContain("| these rules | the only ones |\n| up to this size | `tasks=2` |");
  });

  it("says what a deadlock is, and what fails at once", async () => {
    const archive = await archived("accepted");
    const deadlock = archiveReadme({ ...archive, property: { kind: "deadlock", name: "no deadlock" } });
    expect(deadlock).toContain("it ends with `ack(task: 1)`. There nothing is enabled any more, and the state is not declared terminal.");
    expect(deadlock).toContain("Note over lane0,lane2: nothing is enabled any more\n");
    const atOnce = archiveReadme({ ...archive, property: { kind: "invariant", name: "P" }, trace: { ...archive.trace, steps: [] } });
    expect(atOnce).toContain("**No**, not under these rules at this size. It fails in an initial state.");
    expect(atOnce).not.toContain("## The story");
    expect(atOnce).toContain("## The initial state");
  });
});

describe("text in Markdown stays text", () => {
  it.each([
    ["<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"],
    ["**bold** _it_ `code` | cell", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\| cell"],
    ["[a](javascript:x) ![i](y)", "\\[a\\](javascript:x) \\!\\[i\\](y)"],
    ["a & b &lt; c", "a &amp; b &amp;lt; c"],
    ["# heading\n- list", "\\# heading\\\\u\\{a\\}- list"],
    ["- list", "\\- list"],
    ["see https://evil.example or www.evil.example, @someone", "see https\u2060://evil.example or www\u2060.evil.example, @\u2060someone"],
    ["$x$ ~y~", "\\$x\\$ \\~y\\~"],
  ])("%s", (text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });

  it("as code too, with backticks and pipes", () => {
    expect(["plain", "a`b", "``", "a|b", " x", "", "\u001b"].map(codeSpan)).toEqual([
      "`plain`",
      "``a`b``",
      "``` `` ```",
      "`a\\|b`",
      "`  x `",
      "`  `",
      "`\\u{1b}`",
    ]);
  });

  it("in a diagram too", () => {
    expect(mermaidText('a;b#c"d<e>\n%% end')).toBe("a#59;b#35;c#34;d#60;e#62;#92;u#123;a#125;#37;#37; #101;nd");
    expect(mermaidText("ack(task: 0) x:y")).toBe("ack(task: 0) x#58;y");
    expect(mermaidText("東京 é_1-2.")).toBe("東京 é_1-2.");
  });

  it("from a hostile archive, in the whole page", async () => {
    const archive = await archived("accepted");
    const attack = "x`|\n```\n<img src=x onerror=alert(1)>\u001b[2J; end";
    const steps = archive.trace.steps.map(step => ({ ...step, actor: attack, action: attack, parameters: { [attack]: attack } }));
    const page = archiveReadme({
      ...archive,
      title: attack,
      about: attack,
      semantics: { [attack]: attack },
      property: { kind: "step", name: attack },
      trace: { ...archive.trace, steps },
    });
    const outsideCode = page.replaceAll(/^```[\s\S]*?^```$/gm, "").replaceAll(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
    expect(outsideCode).not.toMatch(/(?<!\\)<img/);
    expect(page.split("\n").filter(line => line.startsWith("```"))).toEqual(["```mermaid", "```", "```sh", "```"]);
    expect(page).not.toContain("\u001b");
    for (const row of page.split("\n").filter(line => /^\| \d/.test(line))) expect(row.replaceAll("\\|", "").split("|")).toHaveLength(8);
  });
});

describe("the diagram", () => {
  it("has a lane for each actor, in the order in which they act, and marks faults", async () => {
    const archive = await archived("longer");
    expect(sequenceDiagram(archive)).toBe(`sequenceDiagram
  participant lane0 as coordinator
  participant lane1 as task 0
  participant lane2 as task 1
  participant lane3 as task 2
  lane0->>lane0: 1. trigger
  lane0-xlane0: 2. timeout, a fault
  Note over lane0,lane3: after this step nothing avoids the violation
  lane1->>lane1: 3. ack(task: 0)
  lane2->>lane2: 4. ack(task: 1)
  lane3->>lane3: 5. ack(task: 2)
  Note over lane0,lane3: violated: an aborted checkpoint stays aborted
`);
  });
});
