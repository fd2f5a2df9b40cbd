import { readJournalIfThere } from "@rigline/foundation/journal";
import type { FileSystem } from "@rigline/foundation/platform";
import { formatData } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { describeReadBack, describeRepair, describeSourceRead, toJobRecords } from "@rigline/manifest";
import type { RateSamples } from "../feed/rate-samples.js";
import type { SourcedRow } from "../feed/make-rows.js";
import type { SessionDetails } from "../wire/page-state.js";
import { throughputOf } from "./throughput.js";
import { timelineOf } from "./timeline.js";

/** What is told of one session when it is opened. Reads its journals, and changes nothing. */
export function describeDetails(
  { fileSystem, samples }: { readonly fileSystem: FileSystem; readonly samples: RateSamples },
  source: SourcedRow,
): SessionDetails {
  const { row, job, session } = source;
  const history = toJobRecords((job && readJournalIfThere(job.journal, { fileSystem }))?.records ?? []);
  return {
    key: row.key,
    facts: factsOf(source),
    gates: session?.status.gates ?? job?.gates ?? [],
    timeline: timelineOf(fileSystem, session?.directory, history),
    throughput: throughputOf(history, samples.of(row.key)),
  };
}

function factsOf({ row, job, session }: SourcedRow): SessionDetails["facts"] {
  const facts: (readonly [string, string])[] = [];
  const add = (label: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && value !== "") facts.push([label, value]);
  };
  add("At the rig", session?.directory);
  add("Destination", row.destination);
  if (row.files !== null && row.bytes !== null) add("Data", formatData({ files: row.files, bytes: row.bytes }));
  if (job === undefined) return facts;
  add("Verified", job.readBack === null ? undefined : `${describeReadBack(job.readBack)} and compared`);
  add("Source", job.sourceRead === null ? undefined : describeSourceRead(job.sourceRead, job.asWritten));
  add("Strength", job.strength);
  const { verification, submission, upload, held, alsoTo, failure } = job;
  if (verification !== null)
    add("Read again", `${verification.isWhole ? "whole" : "NOT whole"}, by ${verification.by}${when(verification.at)}`);
  if (verification?.repaired !== undefined) add("Brought back", describeRepair(verification.repaired));
  for (const { destination, detail, isThere } of alsoTo)
    add("Also to", `${destination}: ${isThere ? "there" : detail}`);
  if (submission !== null) add("Transfer service", submission.endpoint ?? "none is to be told");
  if (upload !== null) add("Upload", upload.reason === undefined ? upload.state : `${upload.state}: ${upload.reason}`);
  if (held !== null) add("Held", `by ${held.by}${when(held.at)}`);
  add("Waits until", job.scheduledUntil === null ? null : showLocalTime(job.scheduledUntil));
  if (failure?.retryAt != null) add("Tried again", showLocalTime(failure.retryAt));
  add("Manifest", job.archivedTo ?? job.file);
  return facts;
}

function when(at: string | undefined): string {
  return at === undefined ? "" : `, ${showLocalTime(at)}`;
}
