import { join } from "node:path";
import { expect, test } from "vitest";
import { checkPlan } from "../../src/preflight/check-plan.js";
import { FlavourChoice } from "../../src/transfer/flavour-choice.js";
import { makeParts } from "../support/make-parts.js";
import { makeSession } from "../support/make-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function check(session: Parameters<typeof makeSession>[1], options: Readonly<Record<string, unknown>> = {}) {
  const folder = temporaryFolder();
  const parts = makeParts(folder, { options });
  return checkPlan(parts, new FlavourChoice(parts), makeSession(join(folder, "data"), session));
}

test("a session whose manifest would be taken passes", async () => {
  expect(await check({})).toBeUndefined();
});

test("experimenters of whom no address can be made are told before the animal is on the rig", async () => {
  const address =
    '"Ada Lovelace@alleninstitute.org" is no e-mail address: it has characters before the @ that none has';
  expect(await check({ experimenters: ["Ada Lovelace"] })).toMatchObject({
    reason: expect.stringContaining(`has no user_email: ${address}`),
    todo: expect.stringContaining("user_email"),
  });
  const { reason = "" } = (await check({ experimenters: [] })) ?? {};
  expect(reason).toContain("no experimenter is named");
});

test("they matter to nobody when nothing is submitted", async () => {
  expect(await check({ experimenters: [] }, { transfer_endpoint: null })).toBeUndefined();
});

test("an unknown platform is told with the nearest name, and without the advice to resume what has not begun", async () => {
  const veto = await check({}, { platform: "behaviour" });
  expect(veto?.reason).toContain('Did you mean "behavior"');
  expect(veto?.todo).not.toContain("resume");
});

test("a name that can be no folder's is told", async () => {
  expect((await check({ name: "614173:x" }))?.reason).toContain("614173:x");
});

test("a session whose manifest the chosen version of the service would refuse is refused before it begins", async () => {
  const text = { subject: "mouse_001", name: "mouse_001_2026-07-14T090500-0700" };
  const veto = await check(text, { manifest_flavour: "watchdog-0.1.5" });
  expect(veto?.reason).toContain("aind-watchdog-service 0.1.5 would refuse the manifest");
  expect(veto?.reason).toContain("subject_id: expected a whole number");
  for (const manifest_flavour of ["current", "clabe-0.6.13", "watchdog-0.1.6", "auto"])
    expect(await check(text, { manifest_flavour })).toBeUndefined();
});
