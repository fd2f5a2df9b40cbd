import { expect, test } from "vitest";
import { isSameManifest, isSameOwner, readPartRecords, renderPartRecord, type PartRecord } from "../../src/index.js";

const owner = { host: "rig-a", manifest: "/flag/manifest_x.yml", digest: "00" };
const head = { parts: ["behavior", "ecephys"], owner, at: "2026-07-14T16:00:00.000Z" };
const upload = { modalities: [], tasks: {} };
const RECORDS: readonly PartRecord[] = [
  { format: "rigline-parts-1", name: "x", ...head },
  { format: "rigline-part-1", modality: "behavior", files: 1, bytes: 2, upload, ...head },
  { format: "rigline-submission-1", owner, at: head.at, endpoint: null, status: null, idempotencyKey: "k", names: [] },
];

test("records are read as they were written, each by its own name", () => {
  const files = RECORDS.map(renderPartRecord);
  expect(files.map(({ name }) => name)).toEqual(["parts.json", "part-behavior.json", "submission.json"]);
  const [begun, arrived, submission] = RECORDS;
  expect(readPartRecords(files)).toEqual({ begun, arrived: [arrived], submission });
});

test("what is no record, cut off, or under another's name says nothing", () => {
  const [begun, arrived] = RECORDS.map(renderPartRecord);
  const files = [
    { name: "parts.json", text: begun?.text.slice(0, -5) ?? "" },
    { name: "part-ecephys.json", text: arrived?.text ?? "" },
    { name: "submission.json", text: "{}" },
  ];
  expect(readPartRecords(files)).toEqual({ begun: undefined, arrived: [], submission: undefined });
});

test("whose a record is, by computer, manifest and its bytes", () => {
  expect([isSameOwner(owner, { ...owner }), isSameOwner(owner, { ...owner, digest: "01" })]).toEqual([true, false]);
  expect(isSameManifest(owner, { ...owner, digest: "01" })).toBe(true);
  expect(isSameManifest(owner, { ...owner, host: "rig-b" })).toBe(false);
});
