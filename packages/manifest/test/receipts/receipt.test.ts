import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { isReceiptName, isReceiptText } from "../../src/job/job-places.js";
import { foldJobState } from "../../src/job/job-fold.js";
import type { JobRecord } from "../../src/job/job-record.js";
import { listOfHandOff, renderReceipt, type Receipt } from "../../src/receipts/receipt.js";

const accepted: JobRecord = {
  type: "accepted",
  manifest: "/flags/m.yml",
  digest: "d".repeat(64),
  name: "s",
  destination: "/central/s",
};
const published: JobRecord = {
  type: "published",
  at: "2026-07-14T10:00:00.000Z",
  destination: "/central/s",
  files: 3,
  bytes: 3_000_000,
  algorithm: "sha256",
  milliseconds: 1,
};
const submitted: JobRecord = {
  type: "submitted",
  at: "2026-07-14T10:01:00.000Z",
  endpoint: "http://dts/api",
  status: 202,
  idempotencyKey: "k",
};
const facts = { manifest: "m.yml", list: null, by: "ada@rig-7", at: new Date("2026-08-01T08:00:00Z") };

test("a receipt says where the data are, since when, by which list, by which job", () => {
  const list = { file: "/central/.rigline/inventories/s.sha256", sha256: "e".repeat(64) };
  const text = renderReceipt({ ...facts, list, job: { state: foldJobState([accepted, published, submitted]) } });
  const receipt = JSON.parse(text ?? "") as Receipt;
  expect(receipt).toMatchObject({
    format: "rigline-receipt-1",
    name: "s",
    copies: ["/central/s"],
    files: 3,
    bytes: 3_000_000,
    handedOff: "2026-07-14T10:00:00.000Z",
    deleted: "2026-08-01T08:00:00.000Z",
    by: "ada@rig-7",
    list,
    job: { manifest: "m.yml", digest: "d".repeat(64), endpoint: "http://dts/api", status: 202 },
  });
  expect(receipt.what).toMatch(/^The data of s that were here, 3 files, 3\.0 MB, were handed off to \/central\/s/);
  expect(isReceiptText(text ?? "")).toBe(true);
});

test("there is none of what was never published", () => {
  expect(renderReceipt({ ...facts, job: { state: foldJobState([accepted]) } })).toBeUndefined();
});

test.each([
  ["HANDED_OFF.json", true],
  ["movie.avi.HANDED_OFF.json", true],
  ["handed_off.json", false],
  ["NOT_HANDED_OFF.json", false],
])("%s may be one: %s", (name, is) => {
  expect(isReceiptName(name)).toBe(is);
});

test("data that happen to have its name are no receipt", () => {
  expect(isReceiptText('{"format": "mine"}')).toBe(false);
  expect(isReceiptText("")).toBe(false);
});

test("the list is the one in the flag folder, told by where it lies at the destination", () => {
  const place = { flagFolder: "/flags", manifest: "/flags/m.yml", digest: "d".repeat(64) };
  const sums = Buffer.from("sums");
  const has = (ending: string) => ({
    exists: (path: string) => path.endsWith(ending),
    read: () => new Uint8Array(sums),
  });
  const sha256 = createHash("sha256").update(sums).digest("hex");
  expect(listOfHandOff(has(".sha256"), place, "/central/s")?.file).toMatch(/s\.sha256$/);
  expect(listOfHandOff(has(".json"), place, "/central/s")).toMatchObject({ sha256 });
  expect(listOfHandOff(has(".none"), place, "/central/s")).toBeNull();
});
