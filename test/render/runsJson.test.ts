import { fileURLToPath } from "node:url";
import { runsLineSchema } from "cutcheck";
import { expect, test } from "vitest";
import * as z from "zod";

test("the JSON schema of a line is that of the documentation (-u writes it)", async () => {
  const schema = `${JSON.stringify(z.toJSONSchema(runsLineSchema), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot(fileURLToPath(new URL("../../docs/schemas/runs.schema.json", import.meta.url)));
});
