/** Stage `harness`: the tests of the drivers themselves, and that what they imitate is done as Flink does it. */
import { maven } from "./flink.ts";
import type { Stage } from "./stage.ts";

/** Facts are a stage of their own. */
const tests = "-Dtest=!*FactsTest";

export const harness: Stage = {
  name: "harness",
  about: "tests the drivers themselves, and what they imitate of Flink",
  run: async ({ versions, say }) => {
    for (const flink of versions) {
      say(`tests of the drivers on Flink ${flink.version}`);
      await maven(flink, ["test", tests]);
    }
    return { passed: versions.length, failed: 0, report: "" };
  },
};
