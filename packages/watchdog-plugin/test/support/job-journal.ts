import { openJournal, type JournalRecord } from "@rigline/foundation/journal";
import { jobJournalPath } from "@rigline/manifest";
import type { WatchPlaces } from "../../src/daemon/watch-places.js";

/** Writes a job's journal as the daemon does. */
export function writeJob(places: WatchPlaces, manifestFile: string, records: readonly JournalRecord[]): void {
  const journal = openJournal(jobJournalPath(places.flagFolder, manifestFile));
  journal.appendAll(records);
  journal.close();
}

export const accepted = (manifest: string, digest = "d1"): JournalRecord => ({
  type: "accepted",
  manifest,
  digest,
  name: "614173_x",
  destination: "/central/614173/614173_x",
});
export const planned: JournalRecord = { type: "planned", files: 3, bytes: 3_000_000 };
export const verified: JournalRecord = {
  type: "verified",
  algorithm: "sha256",
  files: [{ path: "behavior/a", bytes: 1_000_000, hash: "00", modified: "1" }],
};
export const published: JournalRecord = {
  type: "published",
  destination: "/central/614173/614173_x",
  files: 3,
  bytes: 3_000_000,
  algorithm: "sha256",
  milliseconds: 1500,
};
export const submitted: JournalRecord = {
  type: "submitted",
  endpoint: "http://dts/api/v2/submit_jobs",
  status: 200,
  idempotencyKey: "k",
  answer: "ok",
};
