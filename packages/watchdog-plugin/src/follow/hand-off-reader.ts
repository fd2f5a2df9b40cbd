import { join } from "node:path";
import type { HandOffReader } from "@rigline/core";
import { manifestFileName } from "@rigline/manifest";
import { findWatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";
import { isSameSession } from "../transfer/same-session.js";
import { describeJob } from "./describe-job.js";
import { readJob, type JobView } from "./read-job.js";

const MOST_NAMES = 100;

/** Reads what has become of a session's manifest by today, days after the launcher that published it is gone. */
export function createHandOffReader(parts: PluginParts): HandOffReader {
  return {
    read: (session) => {
      const { fileSystem } = parts;
      const places = findWatchPlaces(parts);
      for (let number = 1; number <= MOST_NAMES; number += 1) {
        const name = number === 1 ? session.name : `${session.name}-${number}`;
        const file = join(places.flagFolder, manifestFileName(name));
        const job = readJob(fileSystem, places, file);
        if (job.state === undefined && job.manifest === "gone") break;
        const text = readText(job.manifest === "queued" ? file : job.archivePath);
        // A manifest of the same name may be another rig's; one that is in neither place can only be told by its name.
        if (text === undefined || isSameSession(text, session.directory)) return Promise.resolve(describe(job));
      }
      return Promise.resolve(undefined);

      function readText(path: string): string | undefined {
        return fileSystem.exists(path) ? Buffer.from(fileSystem.read(path)).toString("utf8") : undefined;
      }
    },
  };
}

function describe(job: JobView): { readonly state: string; readonly detail: string } {
  const { state, manifest } = job;
  if (state === undefined) {
    const done = { state: "complete", detail: `its manifest is at ${job.archivePath}` };
    return manifest === "archived" ? done : { state: "pending", detail: describeJob(job) };
  }
  if (state.step === "complete") return { state: "complete", detail: state.destination ?? "" };
  if (state.step === "parked" || state.step === "scheduled") return { state: state.step, detail: describeJob(job) };
  return { state: manifest === "queued" ? "pending" : "withdrawn", detail: describeJob(job) };
}
