/**
 * The benchmark: whole processes of cutcheck on the classic machines, and with `--peers` of SPIN on the same machines, alternately.
 * Prints one Markdown table of medians. `notes.md` says what is measured and how.
 *
 *     npm run bench -- [--peers] [--runs 5] [--only two-phase] [--full]
 *     npm run bench -- --workers 2 [...]      several workers against one
 *     npm run bench -- --curve [--runs 3]     what a state costs as states and actions grow
 *     npm run soak                            50 million states
 *     npm run soak -- --workers 2             and again by two workers
 */
import { parseArgs } from "node:util";
import { curves, soak } from "./curve.ts";
import { checkWithCutcheck, copyCutcheck } from "./cutcheck.ts";
import { type BenchModel, models } from "./models.ts";
import type { Measured } from "./process.ts";
import { buildVerifier, missingTools, runVerifier, type Verifier } from "./spin.ts";
import { type Row, table } from "./table.ts";
import { compareWorkers } from "./workers.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      peers: { type: "boolean", default: false },
      runs: { type: "string", default: "5" },
      only: { type: "string" },
      workers: { type: "string" },
      full: { type: "boolean", default: false },
      curve: { type: "boolean", default: false },
      soak: { type: "boolean", default: false },
    },
  });
  const missing = values.peers ? missingTools() : [];
  if (missing.length > 0) throw new Error(`${missing.join(" and ")} not found. Run: apt-get install ${missing.join(" ")}`);
  const runs = positive("--runs", values.runs);
  if (values.curve || values.soak) {
    copyCutcheck();
    process.stdout.write(values.soak ? await soak(positive("--workers", values.workers ?? "1")) : await curves(runs));
    return;
  }
  const chosen = models.filter(model => (values.full || !model.full) && model.title.toLowerCase().includes((values.only ?? "").toLowerCase()));
  if (chosen.length === 0) throw new Error(`no model is called ${values.only}; there are ${models.map(model => model.title).join(", ")}`);
  copyCutcheck();
  if (values.workers !== undefined) {
    process.stdout.write(await compareWorkers(chosen, positive("--workers", values.workers), runs));
    return;
  }
  const rows: Row[] = [];
  for (const model of chosen) rows.push(await benchmark(model, runs, values.peers ? buildVerifier(model) : null));
  process.stdout.write(table(rows));
}

/** Errors: the text of an option is no positive integer. */
function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} must be a positive integer, not ${text}`);
  return value;
}

/** Runs both checkers alternately: the machine drifts, and so does the other one's work on it. */
async function benchmark(model: BenchModel, runs: number, verifier: Verifier | null): Promise<Row> {
  const cutcheck: Measured[] = [];
  const spin: Measured[] = [];
  for (let run = 1; run <= runs; run++) {
    if (verifier !== null) spin.push(await runVerifier(verifier, model));
    cutcheck.push(await checkWithCutcheck(model, 1));
    process.stderr.write(
      `${model.title} ${run}/${runs}: ${[...spin.slice(-1), ...cutcheck.slice(-1)].map(each => `${each.seconds.toFixed(2)} s`).join(" | ")}\n`,
    );
  }
  return { model, cutcheck, spin, buildSeconds: verifier?.buildSeconds ?? 0 };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
