import type { Session } from "@rigline/core";
import { readSessionMetadata } from "@rigline/manifest";
import { expect, test } from "vitest";
import { describeAcquisition } from "../src/describe-acquisition.js";

const session: Session = {
  name: "614173_2026-07-14T090500-0700",
  subject: "614173",
  experimenters: ["ada.lovelace"],
  date: "2026-07-14T09:05:00-07:00",
  zone: "America/Los_Angeles",
  rigName: "example-rig",
  experiment: "foraging",
  notes: "",
  directory: "/data",
};

test("it is read back as aind-data-schema's acquisitions are", () => {
  const acquisition = describeAcquisition(session, ["behavior", "behavior-videos"], new Date("2026-07-14T16:50:00Z"));
  expect(readSessionMetadata(JSON.parse(JSON.stringify(acquisition)))).toEqual({
    subjectId: "614173",
    experimenters: ["ada.lovelace"],
    acquisitionStart: "2026-07-14T09:05:00-07:00",
    modalities: ["behavior", "behavior-videos"],
  });
});

test.each([
  ["2026-07-14T09:05:00-07:00", "2026-07-14T09:50:00.000-07:00"],
  ["2026-07-14T21:35:00+05:30", "2026-07-14T22:20:00.000+05:30"],
  ["2026-07-14T16:05:00Z", "2026-07-14T16:50:00.000Z"],
])("begun at %s, it ends in the same zone", (date, end) => {
  const acquisition = describeAcquisition({ ...session, date }, ["behavior"], new Date("2026-07-14T16:50:00Z"));
  expect(acquisition).toMatchObject({ acquisition_end_time: end });
});
