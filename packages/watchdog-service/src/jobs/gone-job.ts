import { dirname, join } from "node:path";
import { stagingPlace } from "../publish/staging-place.js";
import type { HandOff } from "./hand-off.js";

/** A job whose manifest is no longer in the flag folder. */
export interface GoneJob {
  readonly manifest: string;
  readonly digest: string;
  readonly name: string;
  /** `<destination>/<name>`. */
  readonly target: string;
}

export function goneJob({ manifest, digest, request }: HandOff): GoneJob {
  return { manifest, digest, name: request.name, target: join(request.destination, request.name) };
}

/** Where its copy grew. */
export function stagingOf(job: GoneJob): string {
  return stagingPlace(dirname(job.target), job.name, job);
}
