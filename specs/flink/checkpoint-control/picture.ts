/** What a picture of a run shows of this sub-model: what a picture of every job shows, but for the steps in which ids only get new names. */
import type { Machine } from "cutcheck";
import type { ControlModel, ControlWorld } from "../parts/control-world.ts";
import { pictureOf } from "../parts/picture.ts";
import { triggers } from "./properties.ts";

export const picture = (m: ControlModel) => {
  const { jobMarks } = pictureOf(m);
  return (machine: Machine<ControlWorld>) => machine.marks((before, after, step) => (step.is(...triggers) ? [] : jobMarks(before, after, step)));
};
