/** How the tasks have answered a pending checkpoint, whatever their answers contain. */
import { t, type ViewOf } from "cutcheck";
import { type Topology, tasksOf } from "./regions.ts";

/** `underway`: acknowledged, and the message has not arrived. `late`: it arrived after the evaluation and was accepted. */
export const answerStatus = () => t.oneOf("waiting", "underway", "acked", "declined", "late");

export type AnswerStatus = ViewOf<ReturnType<typeof answerStatus>>;
type Answers = readonly { readonly status: AnswerStatus }[];

/** isFullyAcknowledged (A9). */
export function areAllAcknowledged(answers: Answers): boolean {
  return answers.every(({ status }) => status === "acked");
}

/** areAllTasksResponded (H3). */
export function haveAllResponded(answers: Answers): boolean {
  return answers.every(({ status }) => status === "acked" || status === "declined");
}

/** Every acknowledgement is there, some perhaps only after the evaluation (Z5). */
export function areAllThereAtLast(answers: Answers): boolean {
  return answers.every(({ status }) => status === "acked" || status === "late");
}

/** The regions of which a task has not acknowledged: at the evaluation whoever has not has declined (H4). */
export function failedRegions(job: Topology, regions: readonly number[], answers: Answers): readonly number[] {
  return regions.filter(region => tasksOf(job, region).some(task => answers[task].status !== "acked"));
}
