import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { createProcessRunner } from "../../../core/src/processes/process-runner.js";
import { loadAddressMaker } from "../../src/transfer/load-address-maker.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const processes = createProcessRunner({ clock: systemClock });

function load(text: string | undefined) {
  const folder = temporaryFolder();
  if (text !== undefined) writeFileSync(join(folder, "address.mjs"), text);
  return loadAddressMaker(makeParts(folder, { options: { email_from_experimenter: "address.mjs" } }));
}

test("the function that a module exports makes the address", async () => {
  expect(await loadAddressMaker(makeParts(temporaryFolder()))).toBeUndefined();
  expect(await (await load("export default (name) => `${name}@lab.org`"))?.("ada")).toBe("ada@lab.org");
  expect(await (await load("export const emailFromExperimenter = () => null"))?.("ada")).toBeNull();
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

const SAYS = `const name = process.argv.at(-1); if (name === "nobody") process.exit(); console.log("asked for", name); console.log(name + "@lab.org");`;

test("a program is asked for the address: its last argument is the name, its last line the answer", async () => {
  const command = [process.execPath, "-e", SAYS, "--"];
  const parts = makeParts(temporaryFolder(), { options: { email_from_experimenter: { command } }, processes });
  const make = await loadAddressMaker(parts);
  expect([await make?.("ada.lovelace"), await make?.("nobody")]).toEqual(["ada.lovelace@lab.org", null]);
});

test("a program that fails is told with its last words", async () => {
  const command = [process.execPath, "-e", "console.error('no directory'); process.exitCode = 3"];
  const parts = makeParts(temporaryFolder(), { options: { email_from_experimenter: { command } }, processes });
  const make = await loadAddressMaker(parts);
  await expect(make?.("ada")).rejects.toThrow(/exited with code 3\nno directory/);
});
