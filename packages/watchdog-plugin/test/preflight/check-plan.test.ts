import { join } from "node:path";
import { expect, test } from "vitest";
import { checkPlan } from "../../src/preflight/check-plan.js";
import { makeParts } from "../support/make-parts.js";
import { makeSession } from "../support/make-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function check(session: Parameters<typeof makeSession>[1], options: Readonly<Record<string, unknown>> = {}) {
  const folder = temporaryFolder();
  return checkPlan(makeParts(folder, { options }), makeSession(join(folder, "data"), session));
}

test("a session whose manifest would be taken passes", () => {
  expect(check({})).toBeUndefined();
});

test("experimenters of whom no address can be made are told before the animal is on the rig", () => {
  expect(check({ experimenters: ["Ada Lovelace"] })).toMatchObject({
    reason: expect.stringContaining("has no user_email"),
    todo: expect.stringContaining("user_email"),
  });
});

test("they matter to nobody when nothing is submitted", () => {
  expect(check({ experimenters: [] }, { transfer_endpoint: null })).toBeUndefined();
});

test("an unknown platform is told with the nearest name, and without the advice to resume what has not begun", () => {
  const veto = check({}, { platform: "behaviour" });
  expect(veto?.reason).toContain('Did you mean "behavior"');
  expect(veto?.todo).not.toContain("resume");
});

test("a name that can be no folder's is told", () => {
  expect(check({ name: "614173:x" })?.reason).toContain("614173:x");
});
