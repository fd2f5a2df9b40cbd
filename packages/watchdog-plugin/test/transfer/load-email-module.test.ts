import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadEmailModule } from "../../src/transfer/load-email-module.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function load(text: string | undefined) {
  const folder = temporaryFolder();
  if (text !== undefined) writeFileSync(join(folder, "address.mjs"), text);
  return loadEmailModule(makeParts(folder, { options: { email_from_experimenter: "address.mjs" } }));
}

test("the function that a module exports makes the address", async () => {
  expect(await loadEmailModule(makeParts(temporaryFolder()))).toBeUndefined();
  expect((await load("export default (name) => `${name}@lab.org`"))?.("ada")).toBe("ada@lab.org");
  expect((await load("export const emailFromExperimenter = () => null"))?.("ada")).toBeNull();
});

test.each([
  [undefined, /can't be loaded/],
  ["export default 4", /exports no function of an experimenter's name: .*4/],
  ["throw new Error('broken')", /can't be loaded: broken/],
])("a module of %j is refused before a session", async (text, message) => {
  await expect(load(text)).rejects.toMatchObject({
    code: "EMAIL_MODULE_INVALID",
    message: expect.stringMatching(message),
  });
});
