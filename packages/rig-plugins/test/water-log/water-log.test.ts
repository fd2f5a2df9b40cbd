import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UI } from "@rigline/core";
import { createScriptedUi } from "@rigline/core/testing";
import { expect, test } from "vitest";
import waterLog, { WaterLogOptionsSchema } from "../../src/water-log/index.js";
import { waterlogFlags } from "../../src/water-log/start-waterlog.js";
import { initialAfter } from "../../src/water-log/water-fields.js";
import { expectConforming } from "../support/expect-conforming.js";
import { write } from "../support/make-repository.js";
import { detailsOf, readJson, runSession } from "../support/run-session.js";
import { scriptPrograms } from "../support/scripted-programs.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const answers = { weight: 21.4, earned_water: 0.6, water_supplement: 0.4, water_comment: "drank well" };

test("weight and water are kept, and handed to clabe's program with its flags", async () => {
  const folder = temporaryFolder();
  const program = join(folder, "waterlog.exe");
  const programs = scriptPrograms({ [program]: "" });
  const csv = join(folder, "water.csv");
  const session = await runSession(waterLog, { options: { csv, program }, answers, programs });
  expect(readJson(session, "water-log.json")).toMatchObject({
    before: { weight: 21.4 },
    after: { earned_water: 0.6, water_supplement: 0.4, water_comment: "drank well" },
  });
  expect(programs.commands).toEqual([
    `${program} --username Ada Lovelace --mouse-id 614173 --mouse-weight 21.4 --comment drank well --earned-water 0.6 --water-supplement-ml 0.4`,
  ]);
  expect(readFileSync(csv, "utf8")).toContain(",21.4,0.6,0.4,drank well\n");
});

test("a weight far from the last one, or too small a part of the baseline, is asked about", async () => {
  const folder = temporaryFolder();
  const csv = join(folder, "water.csv");
  write(folder, "water.csv", "session,subject,date,experimenters,weight\nold,614173,2026-07-13T09:00:00Z,ada,25\n");
  const changed = await runSession(waterLog, { options: { csv }, answers: { ...answers, "weight.unusual": true } });
  expect(detailsOf(changed, "water-log")["unusual"]).toBe("Weight: 21.4 g is 14 % less than the last time (25 g)");
  const options = { csv: join(folder, "other.csv"), baselines: { "614173": 27 } };
  const light = await runSession(waterLog, { options, answers: { ...answers, "weight.unusual": true } });
  expect(detailsOf(light, "water-log")["unusual"]).toBe("Weight: 21.4 g is below 21.6 g");
});

test("where nobody can be asked, a weight given beforehand is enough; without one there is no session", async () => {
  const csv = join(temporaryFolder(), "water.csv");
  const nobody = { token: UI, useValue: createScriptedUi({}, { interactive: false }) };
  const session = await runSession(waterLog, { options: { csv }, services: [nobody] });
  expect(session.report?.outcome).toBe("failed");
  expect(session.report?.runners.find(({ name }) => name === "water-log")?.code).toBe("INPUT_NEEDED");
});

test("clabe's section is read as it is, and offers its values", () => {
  const section = {
    username: "ada",
    mouse_id: null,
    comment: "x",
    earned_water: 0.5,
    water_supplement_delivered: true,
  };
  const options = WaterLogOptionsSchema.parse({ ...section, daily_ml: 1.2 });
  expect(initialAfter(options)).toEqual({ earned_water: 0.5, water_supplement: 0.7, water_comment: "x" });
  const flags = waterlogFlags(options, { subject: "1", experimenters: ["bo"] }, { before: {}, after: {} });
  expect(flags).toEqual(["--username", "ada", "--mouse-id", "1", "--water-supplement-delivered", "True"]);
});

test("does what every plugin must do", async () => {
  await expectConforming(waterLog, { answers });
});
