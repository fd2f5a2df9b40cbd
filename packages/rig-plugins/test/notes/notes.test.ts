import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import notes from "../../src/notes/index.js";
import { expectConforming } from "../support/expect-conforming.js";
import { write } from "../support/make-repository.js";
import { detailsOf, readJson, runSession } from "../support/run-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const before = [
  { name: "weight", ask: "number", unit: "g", min: 5, max: 100, warn_below: 15 },
  { name: "side", ask: "pick", choices: ["left", "right"] },
  { name: "anesthetized", ask: "confirm" },
];

test("answers before and after are kept in the session, in the report and in one table", async () => {
  const csv = join(temporaryFolder(), "lab", "notes.csv");
  const answers = { weight: 21.4, side: "left", anesthetized: true, remarks: 'calm, "good" day\nlicked well' };
  const session = await runSession(notes, { options: { before, csv }, answers });
  expect(readJson(session, "notes.json")).toMatchObject({
    session: session.session?.name,
    subject: "614173",
    before: { weight: 21.4, side: "left", anesthetized: true },
    after: { remarks: 'calm, "good" day\nlicked well' },
  });
  expect(detailsOf(session, "notes")).toEqual({ weight: "21.4 g", side: "left", anesthetized: "yes" });
  const { name, date } = session.session ?? {};
  expect(readFileSync(csv, "utf8")).toBe(
    `session,subject,date,experimenters,weight,side,anesthetized,remarks\n${name},614173,${date},Ada Lovelace,21.4,left,true,"calm, ""good"" day\nlicked well"\n`,
  );
});

test("a number outside its range is asked about once more; what is confirmed is told", async () => {
  const csv = join(temporaryFolder(), "notes.csv");
  const options = { before: before.slice(0, 1), csv };
  const corrected = await runSession(notes, {
    options,
    answers: { weight: [12, 21], "weight.unusual": false, remarks: "-" },
  });
  expect(readJson(corrected, "notes.json")).toMatchObject({ before: { weight: 21 } });
  expect(detailsOf(corrected, "notes")["unusual"]).toBeUndefined();
  const meant = await runSession(notes, { options, answers: { weight: 12, "weight.unusual": true, remarks: "-" } });
  expect(detailsOf(meant, "notes")).toEqual({ weight: "12 g", unusual: "Weight: 12 g is below 15 g" });
  expect(meant.report?.exitCode).toBe(0);
});

test("a table that others keep too is only added to, and one that can't be written costs no session", async () => {
  const folder = temporaryFolder();
  const csv = join(folder, "notes.csv");
  write(folder, "notes.csv", "session,subject,color\r\nold,614173,blue\r\n");
  await runSession(notes, { options: { csv }, answers: { remarks: "fine" } });
  expect(readFileSync(csv, "utf8")).toMatch(
    /^session,subject,date,experimenters,color,remarks\nold,614173,,,blue,\n614173_[^,]+,614173,[^,]+,Ada Lovelace,,fine\n$/,
  );
  const blocked = await runSession(notes, {
    options: { csv: join(csv, "below-a-file.csv") },
    answers: { remarks: "fine" },
  });
  expect(readJson(blocked, "notes.json")).toMatchObject({ after: { remarks: "fine" } });
  expect(blocked.report?.exitCode).toBe(0);
  expect(blocked.log.join("\n")).toContain("so this session is missing there");
});

test("does what every plugin must do", async () => {
  await expectConforming(notes, { answers: { remarks: "fine" } });
});
