import { join } from "node:path";
import type { HandOffReader } from "@rigline/core";
import { manifestFileName } from "@rigline/manifest";
import { findWatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";
import { readNothingRecord, readPublishedRecord } from "../transfer/published-record.js";
import { isSameSession } from "../transfer/same-session.js";
import { describeJob } from "./describe-job.js";
import { readJob, type JobView } from "./read-job.js";

/** Reads what has become of a session's manifest by today, days after the launcher that published it is gone. */
export function createHandOffReader(parts: PluginParts): HandOffReader {
  return {
    read: (session) => {
      const { fileSystem } = parts;
      const places = findWatchPlaces(parts);
      const record = readPublishedRecord(fileSystem, session);
      if (record !== undefined) return Promise.resolve(describe(readJob(fileSystem, places, record.manifest)));
      const nothing = readNothingRecord(fileSystem, session);
      if (nothing !== undefined) return Promise.resolve({ state: "nothing", detail: nothing.nothing });
      // Killed between the publication and its record: it can only have the session's own name.
      const file = join(places.flagFolder, manifestFileName(session.name));
      const job = readJob(fileSystem, places, file);
      const place = job.manifest === "queued" ? file : job.archivePath;
      if (!fileSystem.exists(place)) return Promise.resolve(undefined);
      const text = Buffer.from(fileSystem.read(place)).toString("utf8");
      return Promise.resolve(isSameSession(text, session.directory) ? describe(job) : undefined);
    },
  };
}

function describe(job: JobView): { readonly state: string; readonly detail: string } {
  const { state, manifest } = job;
  if (manifest === "gone" && state?.step !== "complete")
    return {
      state: "withdrawn",
      detail: "its manifest was removed from the queue; `rigline resume` publishes it again",
    };
  if (state === undefined) {
    const done = { state: "complete", detail: `its manifest is at ${job.archivePath}` };
    return manifest === "archived" ? done : { state: "pending", detail: describeJob(job) };
  }
  if (state.step === "complete") return { state: "complete", detail: state.destination ?? "" };
  if (state.step === "parked" || state.step === "scheduled") return { state: state.step, detail: describeJob(job) };
  return { state: "pending", detail: describeJob(job) };
}
