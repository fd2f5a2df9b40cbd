import type { KnownHandOff } from "@rigline/core";
import { RUNNER } from "../runner-name.js";
import { redriveCommand } from "./commands.js";
import { describeJob } from "./describe-job.js";
import { isWithdrawn, type JobView } from "./read-job.js";

/** Where a session's job stands, and what the commands about it are made of. */
export interface Standing {
  readonly job: JobView;
  /** Absolute path at which the manifest was published. */
  readonly manifest: string;
  /** The session's name. */
  readonly session: string;
  /** The watch config. */
  readonly configFile: string;
  /** What starts a daemon by hand. */
  readonly watch: string;
  /** Whether a resumed session starts one as well. */
  readonly starts: boolean;
}

/** A row of `rigline sessions`. `watched`: whether somebody watches the flag folder; undefined when that can't be told. */
export function describeStanding(
  { job, manifest, session, configFile, watch, starts }: Standing,
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
  if (state?.step === "parked") {
    const command = redriveCommand(configFile, state.name, manifest);
    return { state: "parked", detail: `${describeJob(job)}. Mend that, then \`${command}\`` };
  }
  const commands = starts ? [`rigline resume ${session}`, watch] : [watch];
  const nobody = `nobody watches the flag folder: start a daemon by \`${commands.join("` or `")}\``;
  return {
    state: state?.step === "scheduled" ? "scheduled" : "pending",
    detail: watched === false ? `${describeJob(job)}; ${nobody}` : describeJob(job),
  };
}

function complete(detail: string): KnownHandOff {
  return { state: "complete", detail, finishes: RUNNER };
}
