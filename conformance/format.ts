/** Stage `format`: the Java files have the one format. */
import { flinks, maven } from "./flink.ts";
import type { Stage } from "./stage.ts";

export const format: Stage = {
  name: "format",
  about: "finds Java files that are not formatted (mvn spotless:apply formats them)",
  run: async ({ say }) => {
    say("looking at the format of the Java files");
    await maven(flinks[0], ["spotless:check"]);
    return { passed: 1, failed: 0, report: "" };
  },
};
