import type { KnownHandOff } from "@rigline/core";
import { describeJob, isCancelledByPerson, isTakenAway, isWithdrawn, redriveCommand } from "@rigline/manifest";
import { makeStatus } from "@rigline/foundation/status";
import { RUNNER } from "../commands.js";
import type { WatchPlaces } from "../daemon/watch-places.js";
import { describeWaiting } from "../outbox/session-outbox.js";
import type { JobView } from "./read-job.js";

/** Of one whose manifest stands beside the session still. */
export function tellWaiting(places: WatchPlaces, why?: string): KnownHandOff {
  const detail = describeWaiting(places, why);
  return { state: "outbox", detail, status: makeStatus("outbox", { detail }) };
}

/** It goes on only when somebody watches. */
export function waitsForWatcher({ state, manifest }: JobView): boolean {
  if (state?.held !== undefined || isCancelledByPerson(state)) return false;
  return manifest === "queued" && state?.step !== "complete" && state?.step !== "parked";
}

/** Where a session's job stands, and what the commands about it are made of. */
export interface Standing {
  readonly job: JobView;
  /** Absolute path at which the manifest was published. */
  readonly manifest: string;
  /** The session's name. */
  readonly session: string;
  /** The watch config. */
  readonly configFile: string;
  /** What starts a daemon: by hand, or a resumed session where that does it as well. */
  readonly watch: readonly string[];
}

/** A row of `rigline sessions`. `watched`: whether somebody watches the flag folder; undefined when that can't be told. */
export function describeStanding(
  { job, manifest, session, configFile, watch }: Standing,
  watched: boolean | undefined,
): KnownHandOff {
  const { state } = job;
  if (isWithdrawn(job))
    return {
      state: "withdrawn",
      detail: `its manifest was removed from the queue; \`rigline resume ${session}\` publishes it again`,
    };
  if (state === undefined && job.manifest === "archived") return complete(`its manifest is at ${job.archivePath}`);
  if (state?.step === "complete") return complete(state.destination ?? "");
  if (state?.held !== undefined)
    return { state: "held", detail: `${describeJob(job)}; \`rigline handoff release ${session}\` lets it go on` };
  if (isCancelledByPerson(state)) {
    const detail = `${describeJob(job)}; \`rigline handoff ${session}\` hands it off after all`;
    return { state: "cancelled", detail, finishes: RUNNER };
  }
  if (isTakenAway(state)) return { state: "parked", detail: describeJob(job) };
  if (state?.step === "parked") {
    const command = redriveCommand(configFile, state.name, manifest);
    return { state: "parked", detail: `${describeJob(job)}. Fix that, then \`${command}\`` };
  }
  const nobody = `nobody watches the flag folder: start a daemon by \`${watch.join("` or `")}\``;
  return {
    state: state?.step === "scheduled" ? "scheduled" : "pending",
    detail: watched === false ? `${describeJob(job)}; ${nobody}` : describeJob(job),
  };
}

function complete(detail: string): KnownHandOff {
  return { state: "complete", detail, finishes: RUNNER };
}
