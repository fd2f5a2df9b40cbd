import { expect, test } from "vitest";
import { z } from "zod";
import { checkValues } from "../../../src/config/schema/check-values.js";
import { viewSchema } from "../../../src/config/schema/schema-view.js";

test("a secret that is written where only its place belongs is not repeated", () => {
  const error = "must not be written here, it is a secret: give { env: NAME }";
  const schema = z.object({ url: z.strictObject({ env: z.string() }, { error }) });
  const { problems } = checkValues(schema, viewSchema(schema), { url: "https://hooks/very-secret" }, () => undefined);
  expect(problems.map(({ path, text }) => `${path} ${text}`)).toEqual([`url ${error}`]);
});
